import type { CarrierEnvironment } from '../../carrier.ts';
import type { MeekOptions } from '../../options.ts';
import { toHex } from '../../random.ts';
import { postInit } from '../../v1/exchange.ts';
import { Header } from '../../v1/wire.ts';
import { concatenate } from '../../v2/concatenate.ts';
import { encodeChallenge, encodeHello, encodePad } from '../../v2/frames.ts';
import { CONTENT_TYPE, FRAME_HEADER_BYTES, NONCE_BYTES } from '../../v2/wire.ts';
import { failureCodeOf } from '../failure/error-names.ts';
import type { Explain } from '../failure/explain.ts';
import { FrontFailure } from '../failure/front-failure.ts';
import type { Route } from '../route.ts';
import { type ProbeReport, readReport } from './report.ts';
import { readTimed } from './timed-answer.ts';

export interface ProbeOptions {
  readonly meek: MeekOptions;
  /** The profile's server key. With it, only a server that has it counts. */
  readonly serverPin: string | null;
  /** The server is known to speak v2, so the headers of a session are tried as well. */
  readonly isV2: boolean;
  /** How long it may take until the proof is there, in ms. */
  readonly limitMs: number;
  /** Also finds out whether silence of so many ms gets through, and whether answers stream. */
  readonly pauseMs?: number;
  /** Also finds out whether a body of so many bytes gets through. */
  readonly bodyBytes?: number;
  readonly explain: Explain;
}

/**
 * Asks, in one exchange, for proof that our server answers through `route`, for the version that
 * it speaks, and for what the route can do. It costs the server a signature and opens nothing.
 *
 * @throws FrontFailure saying what happened instead, or the signal's reason
 */
export async function probeFront(
  route: Route,
  options: ProbeOptions,
  { fetch, clock, random }: Pick<CarrierEnvironment, 'fetch' | 'clock' | 'random'>,
  signal: AbortSignal,
): Promise<ProbeReport> {
  signal.throwIfAborted();
  const { pauseMs = 0, limitMs, explain } = options;
  const nonce = random.bytes(NONCE_BYTES);
  const headers = headersOf(options, toHex(random.bytes(options.meek.sessionIdBytes)));
  const limit = new AbortController();
  const disarm = clock.schedule(limitMs + pauseMs, () =>
    limit.abort(new FrontFailure('FRONT_TIMEOUT', `${route.name} did not answer.`)),
  );
  const either = AbortSignal.any([signal, limit.signal]);
  const startedAtMs = clock.nowMs();
  try {
    const body = questionOf(options, nonce);
    const head = await fetch(route.url, postInit(route, headers, body, either)).catch(
      async (error: unknown) => {
        either.throwIfAborted();
        const name = await explain(route.url, error);
        const code = name === undefined ? 'FRONT_UNREACHABLE' : failureCodeOf(name);
        const message = `${route.name} could not be reached: ${name ?? 'nobody says why'}`;
        throw new FrontFailure(code, message, { cause: error });
      },
    );
    const answer = await readTimed(head, clock);
    signal.throwIfAborted();
    return await readReport(head, answer, { ...options, nonce, startedAtMs, pauseMs, body });
  } finally {
    disarm();
  }
}

function headersOf({ meek, isV2 }: ProbeOptions, sessionId: string): Record<string, string> {
  return {
    ...meek.headers,
    'Content-Type': CONTENT_TYPE,
    // A server of v1 looks for the token here only, and takes any session id for a session.
    ...(meek.authToken && { [Header.authToken]: meek.authToken }),
    ...(isV2 && { [Header.sessionId]: sessionId }),
  };
}

function questionOf({ meek, pauseMs = 0, bodyBytes = 0 }: ProbeOptions, nonce: Uint8Array) {
  const question = [
    encodeHello({ asks: true, token: meek.authToken ?? '' }),
    encodeChallenge({ nonce, pauseMs }),
  ];
  const length = question.reduce((sum, { length }) => sum + length, FRAME_HEADER_BYTES);
  if (bodyBytes > length) question.push(encodePad(bodyBytes - length));
  return concatenate(question);
}
