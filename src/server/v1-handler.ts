import type { IncomingMessage } from 'node:http';
import { End, Header, parseSequence, Refusal, responseCapBytes } from '../meek/v1/wire.ts';
import { answerBytes, answerError, type ErrorAnswer } from './answers.ts';
import { type Handler, headerOf } from './handler.ts';
import { BodyError, readBody } from './request-body.ts';
import type { Sessions } from './sessions.ts';
import { tokenCheck } from './token-check.ts';

export interface V1Options {
  readonly sessions: Sessions;
  /** Empty: anyone may use the server. */
  readonly authToken: string;
  /** Largest body in either direction, in bytes. */
  readonly maxBodyBytes: number;
}

/** The peers' ids have 11 to 128 characters. */
const MAX_SESSION_ID_CHARACTERS = 256;

const LONG_SESSION_ID: ErrorAnswer = { status: 400, text: 'X-Session-Id is too long' };

/** meek-v1. The order of the checks is lantern-box's. */
export function createV1Handler({ sessions, authToken, maxBodyBytes }: V1Options): Handler {
  const isAuthorized = tokenCheck(authToken);
  return async (request, response) => {
    const refused = refusalByHeaders(request, isAuthorized);
    if (refused) return answerError(response, refused);
    const id = headerOf(request, Header.sessionId) as string;
    const end = headerOf(request, Header.end);
    if (end === End.session) {
      sessions.end(id);
      return answerBytes(response, Buffer.alloc(0));
    }
    // Read whole before anything is dialled: a broken or too large body leaves no session behind.
    const body = await readBody(request, maxBodyBytes).catch(refusalOfBody);
    if (!Buffer.isBuffer(body)) return answerError(response, body);
    const answer = await sessions.exchange(id, {
      sequence: parseSequence(headerOf(request, Header.sequence)),
      body,
      responseCapBytes: responseCapBytes(headerOf(request, Header.maxBody), maxBodyBytes),
      endsUplink: end === End.uplink,
      isAbandoned: () => request.socket.destroyed,
    });
    if (answer.refusal) answerError(response, answer.refusal);
    else answerBytes(response, answer.body);
  };
}

function refusalByHeaders(
  request: IncomingMessage,
  isAuthorized: (token: string) => boolean,
): ErrorAnswer | undefined {
  if (request.method !== 'POST') return Refusal.badMethod;
  if (!isAuthorized(headerOf(request, Header.authToken) ?? '')) return Refusal.badToken;
  const id = headerOf(request, Header.sessionId);
  if (!id) return Refusal.noSessionId;
  return id.length > MAX_SESSION_ID_CHARACTERS ? LONG_SESSION_ID : undefined;
}

function refusalOfBody(error: unknown): ErrorAnswer {
  if (!(error instanceof BodyError)) throw error;
  return error.code === 'BODY_TOO_LARGE' ? Refusal.bodyTooLarge : Refusal.readBody;
}
