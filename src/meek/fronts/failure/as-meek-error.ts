import { MeekError, type MeekErrorCode } from '../../errors.ts';
import type { FrontFailure, FrontFailureCode } from './front-failure.ts';

/** What each says as an error of the carrier; the others, that the front is not reachable. */
const CODE_OF: Partial<Record<FrontFailureCode, MeekErrorCode>> = {
  FRONT_TOKEN_REFUSED: 'MEEK_TOKEN_REFUSED',
  FRONT_SERVER_BUSY: 'MEEK_SERVER_BUSY',
  FRONT_SERVER_UNREACHABLE: 'MEEK_SERVER_UNREACHABLE',
  FRONT_CDN_REFUSED: 'MEEK_FRONT_REFUSED',
  FRONT_WRONG_SERVER: 'MEEK_FRONT_REFUSED',
  FRONT_NOT_PROVEN: 'MEEK_FRONT_REFUSED',
  FRONT_HEADERS_STRIPPED: 'MEEK_FRONT_REFUSED',
};

export function asMeekError(failure: FrontFailure): MeekError {
  const code = CODE_OF[failure.code] ?? 'MEEK_FRONT_UNREACHABLE';
  return new MeekError(code, failure.message, { cause: failure });
}
