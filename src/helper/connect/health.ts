import type { CarrierObserver } from '../../meek/carrier.ts';
import type { Clock } from '../../meek/clock.ts';
import type { MeekError, MeekErrorCode } from '../../meek/errors.ts';
import type { Route } from '../../meek/fronts/route.ts';

/** Failures in a row, over all sessions, that are no accident any more. */
const TROUBLE_AFTER = 3;

/** And how long they go on, in ms: a connection that is cut fails all that it carried, once. */
const TROUBLE_AFTER_MS = 500;

/** Failures of one session alone. */
const OF_ONE_SESSION: ReadonlySet<MeekErrorCode> = new Set([
  'MEEK_ABORTED',
  'MEEK_PROTOCOL',
  'MEEK_RESPONSE_TOO_LARGE',
  'MEEK_SESSION_LOST',
]);

/** Sees every exchange, and says when they have stopped working. */
export class Health implements CarrierObserver {
  readonly #clock: Clock;
  readonly #onTrouble: (error: MeekError) => void;
  #failuresInARow = 0;
  #firstFailedAtMs = 0;

  constructor(clock: Clock, onTrouble: (error: MeekError) => void) {
    this.#clock = clock;
    this.#onTrouble = onTrouble;
  }

  answered(): void {
    this.#failuresInARow = 0;
  }

  failed(_route: Route, error: MeekError): void {
    if (OF_ONE_SESSION.has(error.code)) return;
    const nowMs = this.#clock.nowMs();
    if (this.#failuresInARow === 0) this.#firstFailedAtMs = nowMs;
    this.#failuresInARow += 1;
    const isLasting = nowMs - this.#firstFailedAtMs >= TROUBLE_AFTER_MS;
    const isRow = this.#failuresInARow >= TROUBLE_AFTER && isLasting;
    if (isRow || error.code === 'MEEK_TOKEN_REFUSED') this.#onTrouble(error);
  }
}
