import type { CarrierObserver } from '../../meek/carrier.ts';
import type { MeekError, MeekErrorCode } from '../../meek/errors.ts';
import type { Route } from '../../meek/fronts/route.ts';

/** Failures in a row, over all sessions, that are no accident any more. */
const TROUBLE_AFTER = 3;

/** Failures of one session alone. */
const OF_ONE_SESSION: ReadonlySet<MeekErrorCode> = new Set([
  'MEEK_ABORTED',
  'MEEK_PROTOCOL',
  'MEEK_RESPONSE_TOO_LARGE',
  'MEEK_SESSION_LOST',
]);

/** Sees every exchange, and says when they have stopped working. */
export class Health implements CarrierObserver {
  readonly #onTrouble: (error: MeekError) => void;
  #failuresInARow = 0;

  constructor(onTrouble: (error: MeekError) => void) {
    this.#onTrouble = onTrouble;
  }

  answered(): void {
    this.#failuresInARow = 0;
  }

  failed(_route: Route, error: MeekError): void {
    if (OF_ONE_SESSION.has(error.code)) return;
    this.#failuresInARow += 1;
    const isSure = error.code === 'MEEK_TOKEN_REFUSED' || this.#failuresInARow >= TROUBLE_AFTER;
    if (isSure) this.#onTrouble(error);
  }
}
