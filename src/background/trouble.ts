import { MeekError, type MeekErrorCode } from '../meek/errors.ts';
import type { Reason } from './state.ts';

/** A layer broke. Everything that can break the tunnel is brought into this form. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** What a carrier's code says about the tunnel; the others concern one session only. */
export const REASON_OF: Partial<Record<MeekErrorCode, Reason>> = {
  MEEK_FRONT_UNREACHABLE: 'front-unreachable',
  MEEK_FRONT_REFUSED: 'front-refused',
  MEEK_SERVER_UNREACHABLE: 'server-unreachable',
  MEEK_SERVER_BUSY: 'server-busy',
  MEEK_TOKEN_REFUSED: 'token-refused',
  MEEK_UPSTREAM_UNREACHABLE: 'upstream-unreachable',
};

/** What a carrier's error says about the tunnel; null when only its one session is concerned. */
export function reasonOf(error: MeekError, isOnline: boolean): Reason | null {
  if (error.code === 'MEEK_FRONT_UNREACHABLE' && !isOnline) return 'offline';
  return REASON_OF[error.code] ?? null;
}

/** Any error as trouble: what nobody foresaw is ours. */
export function asTrouble(error: unknown, isOnline: boolean): Trouble {
  if (error instanceof Trouble) return error;
  const reason = error instanceof MeekError ? reasonOf(error, isOnline) : null;
  return new Trouble(reason ?? 'internal', { cause: error });
}
