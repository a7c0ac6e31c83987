import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../meek/clock.ts';
import { Header, Refusal } from '../../meek/v1/wire.ts';
import { FrameDecoder, FrameError } from '../../meek/v2/decoder.ts';
import { encodeAck, encodeHello, encodeReset, type Read } from '../../meek/v2/frames.ts';
import { ResetCode } from '../../meek/v2/wire.ts';
import { answerError, type ErrorAnswer } from '../answers.ts';
import { type Handler, headerOf } from '../handler.ts';
import { tokenCheck } from '../token-check.ts';
import { ChallengeAnswers } from './challenge-answers.ts';
import { createProver } from './prover.ts';
import { RequestReader } from './request-reader.ts';
import { answerFrames, beginFrames } from './response-sink.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface V2Options {
  readonly sessions: Sessions;
  /** Empty: anyone may use the server. */
  readonly authToken: string;
  /** Largest request body, in bytes. */
  readonly maxRequestBytes: number;
  /** The key that clients pin, in PEM; `null`: this server has none. */
  readonly identityPem: string | null;
  readonly clock: Clock;
}

const MAX_SESSION_ID_CHARACTERS = 256;

const LONG_SESSION_ID: ErrorAnswer = { status: 400, text: 'X-Session-Id is too long' };

/** meek-v2. Whatever can be read as frames is answered in frames: CDNs replace error pages. */
export function createV2Handler(options: V2Options): Handler {
  const { sessions, authToken, maxRequestBytes } = options;
  const challenges = new ChallengeAnswers(createProver(options.identityPem), options.clock);
  const isTokenRight = tokenCheck(authToken);
  const hello = encodeHello({ maxBodyBytes: maxRequestBytes });
  return async (request, response) => {
    if (request.method !== 'POST') return answerError(response, Refusal.badMethod);
    const sessionId = headerOf(request, Header.sessionId);
    if (sessionId && sessionId.length > MAX_SESSION_ID_CHARACTERS) {
      return answerError(response, LONG_SESSION_ID);
    }
    const inHeader = headerOf(request, Header.authToken);
    const reader = new RequestReader({
      sessions,
      sessionId: sessionId || undefined,
      isAuthorized: (inHello) =>
        isTokenRight(inHello) || (inHeader !== undefined && isTokenRight(inHeader)),
    });
    const isWhole = await readFrames(request, reader, maxRequestBytes);
    if (!isWhole || response.destroyed) return;
    const outcome = reader.end();
    if (outcome.kind === 'hello') {
      if (outcome.challenge) challenges.answer(request, response, hello, outcome.challenge);
      else answerFrames(response, [hello]);
    } else if (outcome.kind === 'refused')
      answerFrames(response, [hello, encodeReset(outcome.code)]);
    else answerServed(response, outcome.session, outcome.read, hello);
  };
}

function answerServed(
  response: ServerResponse,
  session: Session,
  read: Read | undefined,
  hello: Uint8Array,
): void {
  const { offset, limit } = session.acknowledgement();
  const first = [hello, encodeAck(offset, limit)];
  if (!read) return answerFrames(response, first);
  // Some CDNs hold the headers back until the body begins.
  const sink = beginFrames(response, first);
  const reading = session.read(read, sink);
  if (typeof reading === 'number') {
    sink.write([encodeReset(reading)]);
    return sink.end();
  }
  response.on('drain', () => reading.drained());
  response.on('close', () => reading.close());
}

/**
 * Reads a body to its end, also one that is refused: closing on a client that still sends would
 * reset the connection and lose our answer on its way.
 *
 * @returns false if the client went away amid it
 */
function readFrames(
  request: IncomingMessage,
  reader: RequestReader,
  limitBytes: number,
): Promise<boolean> {
  const decoder = new FrameDecoder();
  let byteLength = 0;
  const onData = (chunk: Buffer) => {
    byteLength += chunk.length;
    if (byteLength > limitBytes) return reader.refuse(ResetCode.protocol);
    try {
      for (const frame of decoder.push(chunk)) reader.apply(frame);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      reader.refuse(ResetCode.protocol);
    }
  };
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      try {
        onData(chunk);
      } catch (error) {
        reject(error);
      }
    });
    request.on('end', () => {
      if (!decoder.isBetweenFrames) reader.refuse(ResetCode.truncated);
      resolve(true);
    });
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
  });
}
