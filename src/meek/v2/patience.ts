import { BeginTimes } from './begin-times.ts';

/** An answer that takes longer is asked for again, in ms: two dead fronts in a row are left in 3 s. */
const FLOOR_MS = 1_250;
const CEILING_MS = 15_000;

/** A first answer needs a connection first: TCP, TLS, then the exchange itself. */
const FIRST_ANSWER_MS = 2_000;
const FIRST_ANSWER_ROUND_TRIPS = 4;

/** Waits between attempts that fail in a row, in ms: none after the first, then twice as long. */
const RETRY_STEP_MS = 250;
const LONGEST_RETRY_MS = 1_000;

/** How long to wait for an answer, and with another attempt: as long as answers take lately. */
export class Patience {
  readonly floorMs = FLOOR_MS;
  #answerMs: number;
  #failuresInARow = 0;
  readonly #beginTimes = new BeginTimes();

  /** @param rttMs the path's round trip, where it is known */
  constructor(rttMs: number | null = null) {
    const wanted = Math.max(FIRST_ANSWER_MS, (rttMs ?? 0) * FIRST_ANSWER_ROUND_TRIPS);
    this.#answerMs = Math.min(wanted, CEILING_MS);
  }

  get answerMs(): number {
    return this.#answerMs;
  }

  /** After this long another route may be asked as well, in ms. */
  get lateAfterMs(): number {
    return this.#beginTimes.lateAfterMs;
  }

  /** An answer began after `elapsedMs`. Late ones make patient at once, others gradually less. */
  answered(elapsedMs: number): void {
    this.#beginTimes.add(elapsedMs);
    const wanted = Math.max(elapsedMs * 2, this.#answerMs * 0.75);
    this.#answerMs = Math.min(Math.max(wanted, FLOOR_MS), CEILING_MS);
  }

  get failuresInARow(): number {
    return this.#failuresInARow;
  }

  recovered(): void {
    this.#failuresInARow = 0;
  }

  /** @param fraction evenly spread over [0, 1) @returns how long to wait before the next, in ms */
  failed(fraction: number): number {
    const step = this.#failuresInARow === 0 ? 0 : RETRY_STEP_MS * 2 ** (this.#failuresInARow - 1);
    this.#failuresInARow += 1;
    this.#beginTimes.forget();
    return Math.min(step, LONGEST_RETRY_MS) * (0.75 + fraction / 2);
  }
}
