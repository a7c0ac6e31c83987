import type { Clock } from '../../meek/clock.ts';
import type { TunnelState } from '../state.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface HelperWatchParts {
  readonly clock: Clock;
  /** True when the helper said hello. */
  readonly check: () => Promise<boolean>;
  /** It is there, after it was missed. */
  readonly onFound: () => void;
}

/**
 * Looks for the helper again and again, after 1, 2, 4 … 30 s: while a guide is open, and while the
 * tunnel is wanted and has stopped for want of a helper. Ends with the first hello.
 *
 * A worker that is stopped meanwhile comes back with the guide's port, or by the watchdog's alarm,
 * and then the tunnel's own start is the next try.
 */
export class HelperWatch {
  readonly #parts: HelperWatchParts;
  #guides = 0;
  #isMissed = false;
  #waitMs = FIRST_WAIT_MS;
  #disarm: (() => void) | null = null;

  constructor(parts: HelperWatchParts) {
    this.#parts = parts;
  }

  get isGuideOpen(): boolean {
    return this.#guides > 0;
  }

  follow(state: TunnelState): void {
    this.#isMissed = state.kind === 'failed' && state.layer === 'helper';
    if (state.kind === 'on' || state.kind === 'off') this.#waitMs = FIRST_WAIT_MS;
    this.#goOn();
  }

  guideOpened(): void {
    this.#guides++;
    this.#waitMs = FIRST_WAIT_MS;
    this.#stop();
    this.#goOn();
  }

  guideClosed(): void {
    this.#guides--;
    this.#goOn();
  }

  get #isWanted(): boolean {
    return this.isGuideOpen || this.#isMissed;
  }

  #goOn(): void {
    if (!this.#isWanted) this.#stop();
    else if (this.#disarm === null) this.#checkLater();
  }

  #stop(): void {
    this.#disarm?.();
    this.#disarm = null;
  }

  #checkLater(): void {
    this.#disarm = this.#parts.clock.schedule(this.#waitMs, () => void this.#check());
    // A helper that says hello and then fails is not met every second, either.
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }

  async #check(): Promise<void> {
    const armed = this.#disarm;
    const isThere = await this.#parts.check();
    // It was begun anew, or is not wanted any more.
    if (this.#disarm !== armed) return;
    if (!isThere) return this.#checkLater();
    this.#disarm = null;
    this.#isMissed = false;
    this.#parts.onFound();
  }
}
