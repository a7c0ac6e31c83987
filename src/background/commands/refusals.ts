import { StorageError } from '../../storage/errors.ts';
import { FrontRefusedError } from '../fronts/front-refused.ts';
import type { RequestRefusal } from '../messages.ts';
import { ImportRefusedError } from '../supply/import-refused.ts';

/** A profile was named that is not stored, or cannot be read. */
export class UnknownProfileError extends Error {
  override readonly name = 'UnknownProfileError';
  readonly code = 'PROFILE_UNKNOWN';
}

/** Nothing may go out now. */
export class TunnelOffError extends Error {
  override readonly name = 'TunnelOffError';
  readonly code = 'TUNNEL_OFF';
}

/** The code that the popup is given for what a handler threw. */
export function refusalFor(error: unknown): RequestRefusal {
  const isKnown =
    error instanceof StorageError ||
    error instanceof UnknownProfileError ||
    error instanceof TunnelOffError ||
    error instanceof ImportRefusedError ||
    error instanceof FrontRefusedError;
  return isKnown ? error.code : 'INTERNAL';
}
