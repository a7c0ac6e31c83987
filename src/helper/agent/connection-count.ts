import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';

/** How late the extension may learn how many connections are open. */
const REPORT_DELAY_MS = 250;

/** Counts open connections, and reports them soon, but not each of them. */
export class ConnectionCount {
  readonly #clock: Clock;
  readonly #report: (open: number) => void;
  #open = 0;
  #disarm: (() => void) | null = null;

  constructor(clock: Clock, report: (open: number) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Counts the pipe from when it is there until it is closed. */
  async during(dialling: Promise<Pipe>): Promise<Pipe> {
    const pipe = await dialling;
    this.#add(1);
    pipe.closed.catch(() => {}).finally(() => this.#add(-1));
    return pipe;
  }

  #add(change: number): void {
    this.#open += change;
    this.#disarm ??= this.#clock.schedule(REPORT_DELAY_MS, () => {
      this.#disarm = null;
      this.#report(this.#open);
    });
  }
}
