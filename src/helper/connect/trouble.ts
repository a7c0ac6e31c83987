import { MeekError, type MeekErrorCode } from '../../meek/errors.ts';
import { TunnelError, type TunnelErrorCode } from '../../tunnel/errors.ts';
import { FrontDialError, type FrontDialErrorCode } from '../native/front-dial-error.ts';

type TroubleCode = FrontDialErrorCode | MeekErrorCode | TunnelErrorCode;

/** Where the way to the server is broken. */
export type Layer = 'network' | 'front' | 'server' | 'here';

/** What broke, for the person: the layer, and a sentence with what to do. */
export interface Trouble {
  readonly layer: Layer;
  readonly code: string;
  readonly sentence: string;
}

/** From the first step to the last: of several failures, the one that came furthest says most. */
const SENTENCES: Partial<Record<TroubleCode, readonly [Layer, string]>> = {
  DIAL_NAME_NOT_RESOLVED: [
    'network',
    'No front’s name resolves: the network is down, or its DNS hides them. Give the fronts an address in the profile.',
  ],
  DIAL_TCP_FAILED: [
    'network',
    'No front can be connected to: the network is down, or blocks their addresses. Use other fronts.',
  ],
  DIAL_TCP_TIMEOUT: [
    'network',
    'No front answers: the network is down, or blocks their addresses. Use other fronts.',
  ],
  DIAL_TLS_TIMEOUT: [
    'front',
    'The front falls silent once it is named: the network seems to block that name. Use other fronts, or another “sni”.',
  ],
  DIAL_TLS_RESET: [
    'front',
    'The connection is cut once the front is named: the network seems to block that name. Use other fronts, or another “sni”.',
  ],
  DIAL_TLS_FAILED: [
    'front',
    'The front does not complete TLS. Use other fronts, or another “sni”.',
  ],
  DIAL_TLS_UNTRUSTED: [
    'front',
    'The front’s certificate is not trusted: someone stands in between, or this machine’s clock is wrong. Nothing was sent.',
  ],
  DIAL_TLS_NAME_MISMATCH: [
    'front',
    'The front’s certificate is for another name: someone stands in between, or “verifyHost” is wrong. Nothing was sent.',
  ],
  DIAL_TLS_PIN_MISMATCH: [
    'front',
    'The front’s certificate has none of the pinned keys: someone stands in between, or the pins are old. Nothing was sent.',
  ],
  DIAL_CONNECTION_LOST: [
    'front',
    'The connection to the front broke: the network is unsteady, or cuts it. Use other fronts.',
  ],
  MEEK_FRONT_UNREACHABLE: [
    'front',
    'The front takes the request and does not answer. Use other fronts.',
  ],
  MEEK_FRONT_REFUSED: [
    'front',
    'The front answers, but does not lead to the server. Check “innerHost” and “path”, or use other fronts.',
  ],
  MEEK_SERVER_UNREACHABLE: [
    'server',
    'The CDN cannot reach the server. Its operator has to start it, or “innerHost” is wrong.',
  ],
  MEEK_UPSTREAM_UNREACHABLE: [
    'server',
    'The server cannot reach what lies behind it. Only its operator can repair that.',
  ],
  MEEK_SERVER_BUSY: ['server', 'The server takes no more connections for now. Wait.'],
  MEEK_TOKEN_REFUSED: ['server', 'The server refuses the token. Correct “token” in the profile.'],
  MEEK_SESSION_LOST: ['server', 'The server was restarted.'],
  TUNNEL_HANDSHAKE: [
    'server',
    'The server does not answer as one with a key does. Its upstream must be builtin, else remove “serverPin”.',
  ],
  TUNNEL_DEAD: ['server', 'The server does not answer any more.'],
  TUNNEL_TOKEN_REFUSED: ['server', 'The server refuses the token. Correct “token” in the profile.'],
  TUNNEL_WRONG_PIN: [
    'server',
    'Who answers does not have the server’s key: check “serverPin”; someone may stand in between. Nothing was sent.',
  ],
};

const IN_ORDER = Object.keys(SENTENCES);

/** Causes of causes that are looked at. */
const DEPTH = 8;

export function troubleOf(error: unknown): Trouble {
  const code = codeOf(mostTelling(error));
  const known = SENTENCES[code as TroubleCode];
  if (known) return { code, layer: known[0], sentence: known[1] };
  return { code, layer: 'here', sentence: `Something failed here: ${String(error)}` };
}

/** What says most: of a race, whoever came furthest; of a chain of causes, the first that is ours. */
export function mostTelling(error: unknown): unknown {
  if (!(error instanceof AggregateError) || error.errors.length === 0) return error;
  const progress = (one: unknown) => IN_ORDER.indexOf(codeOf(one));
  return error.errors.reduce((best, one) => (progress(one) > progress(best) ? one : best));
}

function codeOf(error: unknown): string {
  let code = 'INTERNAL';
  let cause = error;
  for (let depth = 0; depth < DEPTH && cause instanceof Error; depth++) {
    if (cause instanceof FrontDialError) return cause.code;
    if (code === 'INTERNAL' && (cause instanceof MeekError || cause instanceof TunnelError)) {
      code = cause.code;
    }
    cause = cause.cause;
  }
  return code;
}
