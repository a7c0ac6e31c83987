import type { MeekErrorCode } from '../../errors.ts';
import { type Head, hasMarker, readAnswer } from '../../v1/answer.ts';
import { Refusal } from '../../v1/wire.ts';
import { ResetError } from '../../v2/reset.ts';
import { ResetCode } from '../../v2/wire.ts';
import { FrontFailure, type FrontFailureCode } from '../failure/front-failure.ts';

/** Tor's server to a request whose session id it does not like. */
const TOR_REFUSAL = { status: 400, text: 'Bad request.' };

/** What the server itself says of itself, and no CDN in its name. */
const SERVERS_WORD: Partial<Record<MeekErrorCode, FrontFailureCode>> = {
  MEEK_TOKEN_REFUSED: 'FRONT_TOKEN_REFUSED',
  MEEK_SERVER_BUSY: 'FRONT_SERVER_BUSY',
  MEEK_SERVER_UNREACHABLE: 'FRONT_SERVER_UNREACHABLE',
};

/** A meek server of v1, known by the exact words in which it refuses a request without a session. */
export function isV1Refusal({ status }: Head, text: string): boolean {
  return [Refusal.noSessionId, TOR_REFUSAL].some(
    (refusal) => refusal.status === status && refusal.text === text.trim(),
  );
}

/** Why the server refuses the question, in frames. */
export function failureOfReset(resetCode: number): FrontFailure {
  const error = new ResetError(resetCode);
  // The request's body was cut on the way, not the answer's; but something cuts there.
  const code = resetCode === ResetCode.truncated ? 'FRONT_ANSWER_CUT' : SERVERS_WORD[error.code];
  return new FrontFailure(code ?? 'FRONT_WRONG_SERVER', error.message, { cause: error });
}

/** Who or what has answered, if it was not a server with frames nor one of v1. */
export function failureOfAnswer(head: Head, text: string): FrontFailure {
  const { status } = head;
  // A redirect that is not followed shows itself as 0.
  if (status < 400) {
    return new FrontFailure('FRONT_WRONG_SERVER', 'A page answered in the server’s place.', {
      status,
    });
  }
  const answer = readAnswer(head, text, false);
  const code = answer.kind === 'error' ? SERVERS_WORD[answer.error.code] : undefined;
  if (!code && hasMarker(head)) {
    const message = `The server answered ${status}: is the path right?`;
    return new FrontFailure('FRONT_WRONG_SERVER', message, { status });
  }
  return new FrontFailure(code ?? 'FRONT_CDN_REFUSED', `The CDN answered ${status}.`, { status });
}
