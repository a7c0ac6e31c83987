import type { Head } from '../../v1/answer.ts';
import { Arrived, ResetCode } from '../../v2/wire.ts';
import { FrontFailure } from '../failure/front-failure.ts';
import { checkProof } from './check-proof.ts';
import { failureOfAnswer, failureOfReset, isV1Refusal } from './refusal.ts';
import type { TimedAnswer } from './timed-answer.ts';

/** What a probe that went well has shown. */
export interface ProbeReport {
  readonly version: 1 | 2;
  /**
   * - `key`: the server that has the profile's key answered this question.
   * - `fresh`: a server answered this question; the profile names no key.
   * - `marker`: a meek server's words, which another could say, or a CDN could have stored.
   */
  readonly proof: 'key' | 'fresh' | 'marker';
  /** From request to proof, with whatever connecting was needed, in ms. */
  readonly rttMs: number;
  /** Whether the answer arrived as it was written; null where that was not asked or not seen. */
  readonly streams: boolean | null;
  /** The silence after which the answer was cut, in ms. One is an accident, two that agree a rule. */
  readonly idleCutMs: number | null;
  /** The size of the request's body, which got through. */
  readonly bodyBytes: number;
  /** The largest that the server takes; null where it does not say. */
  readonly maxBodyBytes: number | null;
  /** Something on the way rewrites `Content-Type`. */
  readonly rewritesType: boolean;
}

export interface Question {
  readonly serverPin: string | null;
  readonly isV2: boolean;
  readonly nonce: Uint8Array;
  readonly body: Uint8Array;
  readonly startedAtMs: number;
  readonly pauseMs: number;
}

/** A shorter silence is cut by accident, not by a rule: CDNs were seen to cut after 10 s or more. */
const SHORTEST_CUT_MS = 1_000;

/** @throws FrontFailure where the answer is not the server's yes */
export async function readReport(
  head: Head,
  answer: TimedAnswer,
  question: Question,
): Promise<ProbeReport> {
  const [hello] = answer.frames;
  const isServer = head.status === 200 && hello?.type === 'hello';
  if (!isServer) return readForeign(head, answer, question);
  const common = {
    version: 2,
    bodyBytes: question.body.length,
    maxBodyBytes: hello.maxBodyBytes || null,
  } as const;
  const proof = answer.frames.find((frame) => frame.type === 'proof');
  if (!proof) {
    refuseReset(answer, question);
    const rttMs = (answer.saidAtMs ?? answer.endedAtMs) - question.startedAtMs;
    return {
      ...common,
      proof: 'marker',
      rttMs,
      streams: null,
      idleCutMs: null,
      rewritesType: false,
    };
  }
  await checkProof(proof, question.nonce, question.serverPin);
  if (question.isV2 && (proof.flags & Arrived.sessionId) === 0) {
    throw new FrontFailure('FRONT_HEADERS_STRIPPED', 'X-Session-Id does not get through.');
  }
  return {
    ...common,
    proof: question.serverPin === null ? 'fresh' : 'key',
    rewritesType: (proof.flags & Arrived.contentType) === 0,
    ...readTiming(answer, question),
  };
}

/** A v2 server that does not know the question answers as to any frame that it does not know. */
function refuseReset({ frames, error }: TimedAnswer, { serverPin }: Question): void {
  const reset = frames.find((frame) => frame.type === 'reset');
  if (!reset) throw cut(error);
  if (reset.code !== ResetCode.protocol) throw failureOfReset(reset.code);
  if (serverPin !== null) {
    throw new FrontFailure('FRONT_NOT_PROVEN', 'The server does not know how to prove its key.');
  }
}

function readForeign(
  head: Head,
  { text, endedAtMs, error }: TimedAnswer,
  { serverPin, startedAtMs, body }: Question,
): ProbeReport {
  if (!isV1Refusal(head, text)) {
    throw error !== undefined && head.status === 200 ? cut(error) : failureOfAnswer(head, text);
  }
  if (serverPin !== null) {
    throw new FrontFailure('FRONT_NOT_PROVEN', 'A meek server answered that is not the profile’s.');
  }
  return {
    version: 1,
    proof: 'marker',
    rttMs: endedAtMs - startedAtMs,
    streams: null,
    idleCutMs: null,
    bodyBytes: body.length,
    maxBodyBytes: null,
    rewritesType: false,
  };
}

/** When the proof came, and the end, tells how the route treats what is written in between. */
function readTiming(
  { saidAtMs, endedAtMs, error }: TimedAnswer,
  { startedAtMs, pauseMs }: Question,
): Pick<ProbeReport, 'rttMs' | 'streams' | 'idleCutMs'> {
  const proofMs = (saidAtMs ?? endedAtMs) - startedAtMs;
  const silenceMs = endedAtMs - startedAtMs - proofMs;
  if (pauseMs === 0) return { rttMs: proofMs, streams: null, idleCutMs: null };
  // The server pauses before the end, so a proof that comes with the end was held back.
  if (silenceMs < pauseMs / 2 && proofMs >= pauseMs && error === undefined) {
    return { rttMs: proofMs - pauseMs, streams: false, idleCutMs: null };
  }
  const wasCut = error !== undefined || silenceMs < pauseMs * 0.9;
  return {
    rttMs: proofMs,
    streams: silenceMs >= Math.min(pauseMs / 2, SHORTEST_CUT_MS) ? true : null,
    idleCutMs: wasCut && silenceMs >= SHORTEST_CUT_MS ? Math.min(silenceMs, pauseMs) : null,
  };
}

function cut(error: unknown): FrontFailure {
  return new FrontFailure('FRONT_ANSWER_CUT', 'The answer ended before it said anything.', {
    cause: error,
  });
}
