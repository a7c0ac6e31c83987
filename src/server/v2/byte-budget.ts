/** The bytes that all sessions together may make the server hold. */
export class ByteBudget {
  readonly #limitBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A session that holds something already gets no more; one that holds nothing still may. */
  get isSpent(): boolean {
    return this.#usedBytes >= this.#limitBytes;
  }

  /** @param byteLength negative when bytes are let go */
  add(byteLength: number): void {
    this.#usedBytes += byteLength;
  }
}
