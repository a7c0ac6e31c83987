import type { CarrierObserver } from '../meek/carrier.ts';
import type { MeekError } from '../meek/errors.ts';
import type { Route } from '../meek/fronts/route.ts';
import { isFinal, type Reason } from './state.ts';
import { reasonOf } from './trouble.ts';

/** Failures in a row, over all sessions, that are no accident any more. */
const TROUBLE_AFTER = 3;

/** Sees every exchange, and says when they have stopped working. */
export class Health implements CarrierObserver {
  readonly #onAnswer: (route: Route) => void;
  readonly #onTrouble: (reason: Reason) => void;
  readonly #isOnline: () => boolean;
  #failuresInARow = 0;

  constructor(
    onAnswer: (route: Route) => void,
    onTrouble: (reason: Reason) => void,
    isOnline: () => boolean,
  ) {
    this.#onAnswer = onAnswer;
    this.#onTrouble = onTrouble;
    this.#isOnline = isOnline;
  }

  answered(route: Route): void {
    this.#failuresInARow = 0;
    this.#onAnswer(route);
  }

  failed(_route: Route, error: MeekError): void {
    const reason = reasonOf(error, this.#isOnline());
    if (!reason) return;
    this.#failuresInARow += 1;
    if (isFinal(reason) || this.#failuresInARow >= TROUBLE_AFTER) this.#onTrouble(reason);
  }
}
