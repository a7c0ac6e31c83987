import type { FrontFailure, FrontFailureCode } from '../../meek/fronts/failure/front-failure.ts';
import type { Reason } from '../state.ts';

/** What one front says is so for all of them. */
const OF_THE_SERVER: Partial<Record<FrontFailureCode, Reason>> = {
  FRONT_TOKEN_REFUSED: 'token-refused',
  FRONT_SERVER_BUSY: 'server-busy',
};

/** Something has answered over HTTP. */
const ANSWERED: ReadonlySet<FrontFailureCode> = new Set([
  'FRONT_WRONG_SERVER',
  'FRONT_NOT_PROVEN',
  'FRONT_CDN_REFUSED',
  'FRONT_SERVER_UNREACHABLE',
  'FRONT_HEADERS_STRIPPED',
]);

/** Somebody else's certificate: of a sign-in page's network, if no front has its own. */
const IMPOSTORS: ReadonlySet<FrontFailureCode> = new Set([
  'FRONT_TLS_NAME_MISMATCH',
  'FRONT_TLS_UNTRUSTED',
]);

/** Why there is no way to the server, from what every front that was tried came to. */
export function whyNone(failures: readonly FrontFailure[], isOnline: boolean): Reason {
  const codes = failures.map(({ code }) => code);
  if (!isOnline || (codes.length > 0 && codes.every((code) => code === 'FRONT_OFFLINE'))) {
    return 'offline';
  }
  for (const code of codes) if (OF_THE_SERVER[code]) return OF_THE_SERVER[code];
  const answers = codes.filter((code) => ANSWERED.has(code));
  const share = (code: FrontFailureCode) =>
    answers.filter((answer) => answer === code).length / answers.length;
  if (share('FRONT_SERVER_UNREACHABLE') >= 0.5) return 'server-unreachable';
  // Nobody but the server says so, and a single front could lie.
  if (share('FRONT_NOT_PROVEN') === 1) return 'wrong-server-key';
  if (answers.length > 0 && answers.length === codes.length) return 'front-refused';
  if (codes.length > 1 && codes.every((code) => IMPOSTORS.has(code))) return 'captive-portal';
  return codes.length > 1 ? 'fronts-blocked' : 'front-unreachable';
}
