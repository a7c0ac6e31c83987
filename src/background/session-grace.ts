import { type Clock, sleep } from '../meek/clock.ts';
import { MeekError } from '../meek/errors.ts';

/** A server that restarts is back sooner, in ms; and connections are not kept hanging longer. */
const SERVER_GRACE_MS = 2_500;
const SECOND_LOOK_MS = 700;

/**
 * How long sessions wait for a server that the fronts cannot reach: when it comes back it will not
 * know them.
 */
export class SessionGrace {
  readonly #clock: Clock;
  readonly #isServerGone: () => Promise<boolean>;
  #sessions = new AbortController();
  #disarm: (() => void) | null = null;

  constructor(clock: Clock, isServerGone: () => Promise<boolean>) {
    this.#clock = clock;
    this.#isServerGone = isServerGone;
  }

  /** Ends the sessions that are open now. */
  get signal(): AbortSignal {
    return this.#sessions.signal;
  }

  /** The server was said to be gone. */
  begin(): void {
    this.#disarm ??= this.#clock.schedule(SERVER_GRACE_MS, () => void this.#endIfGone());
  }

  /** The server is there after all. */
  over(): void {
    this.#disarm?.();
    this.#disarm = null;
  }

  /** Asks twice: a gateway that is only overloaded refuses now and then. */
  async #endIfGone(): Promise<void> {
    this.#disarm = null;
    if (!(await this.#isServerGone())) return;
    await sleep(this.#clock, SECOND_LOOK_MS);
    if (!(await this.#isServerGone())) return;
    this.#sessions.abort(new MeekError('MEEK_SERVER_UNREACHABLE', 'The server is gone.'));
    this.#sessions = new AbortController();
  }
}
