/** Does what it is given one after the other. What fails holds up nothing that comes after it. */
export class InTurn {
  #last: Promise<unknown>;

  /** @param first everything waits until this has settled */
  constructor(first: Promise<unknown> = Promise.resolve()) {
    this.#last = first.catch(() => {});
  }

  /** Settles as `act` does. */
  run<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
