import type { CarrierObserver } from '../meek/carrier.ts';
import type { Clock } from '../meek/clock.ts';
import type { MeekError } from '../meek/errors.ts';
import type { Route } from '../meek/fronts/route.ts';
import { isFinal, type Reason } from './state.ts';
import { reasonOf } from './trouble.ts';

/** Failures in a row, over all sessions, that are no accident any more, and over how long, in ms. */
const TROUBLE_AFTER = 3;
const TROUBLE_AFTER_MS = 600;

/** Sees every exchange, and says when they have stopped working. */
export class Health implements CarrierObserver {
  readonly #onAnswer: (route: Route) => void;
  readonly #onTrouble: (reason: Reason) => void;
  readonly #isOnline: () => boolean;
  readonly #clock: Clock;
  #failuresInARow = 0;
  #firstFailureAtMs = 0;

  constructor(
    onAnswer: (route: Route) => void,
    onTrouble: (reason: Reason) => void,
    isOnline: () => boolean,
    clock: Clock,
  ) {
    this.#onAnswer = onAnswer;
    this.#onTrouble = onTrouble;
    this.#isOnline = isOnline;
    this.#clock = clock;
  }

  answered(route: Route): void {
    this.#failuresInARow = 0;
    this.#onAnswer(route);
  }

  failed(_route: Route, error: MeekError): void {
    const reason = reasonOf(error, this.#isOnline());
    if (!reason) return;
    const nowMs = this.#clock.nowMs();
    if (this.#failuresInARow === 0) this.#firstFailureAtMs = nowMs;
    this.#failuresInARow += 1;
    // What was under way at once fails at once, which is one accident.
    const isLasting = nowMs - this.#firstFailureAtMs >= TROUBLE_AFTER_MS;
    const isTrouble = isLasting && this.#failuresInARow >= TROUBLE_AFTER;
    if (isFinal(reason) || isTrouble) this.#onTrouble(reason);
  }
}
