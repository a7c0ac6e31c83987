import type { Clock } from '../../meek/clock.ts';
import type { Front } from '../../meek/fronts/front.ts';
import { NativeFront } from './native-front.ts';

/** Fronts whose connections are kept though nothing is under way: more than a session uses. */
const MAX_IDLE = 32;

export interface FrontTarget {
  readonly front: Front;
  /** The profile's, for a front that names none. */
  readonly innerHost: string;
}

interface Kept {
  readonly native: NativeFront;
  /** What is under way. */
  uses: number;
}

/** A `NativeFront` for each front that is asked for, kept for the next who asks for the same. */
export class NativeFronts {
  readonly #clock: Clock;
  readonly #trustedCaPem: string | undefined;
  /** Those that were used last are last. */
  readonly #fronts = new Map<string, Kept>();

  /** @param trustedCaPem default: Node's own, and those of NODE_EXTRA_CA_CERTS */
  constructor(clock: Clock, trustedCaPem?: string) {
    this.#clock = clock;
    this.#trustedCaPem = trustedCaPem;
  }

  /** The front is not closed before `work` is over. */
  async use(target: FrontTarget, work: (front: NativeFront) => Promise<void>): Promise<void> {
    const kept = this.#take(target);
    try {
      await work(kept.native);
    } finally {
      kept.uses -= 1;
      this.#closeSomeIdle();
    }
  }

  /** Ends what is under way. */
  close(): void {
    for (const { native } of this.#fronts.values()) native.close();
    this.#fronts.clear();
  }

  #take({ front, innerHost }: FrontTarget): Kept {
    const key = JSON.stringify([front, innerHost]);
    const kept = this.#fronts.get(key) ?? { native: this.#open({ front, innerHost }), uses: 0 };
    kept.uses += 1;
    this.#fronts.delete(key);
    this.#fronts.set(key, kept);
    return kept;
  }

  #open(target: FrontTarget): NativeFront {
    return new NativeFront({
      ...target,
      clock: this.#clock,
      trustedCaPem: this.#trustedCaPem,
    });
  }

  #closeSomeIdle(): void {
    const idle = [...this.#fronts].filter(([, { uses }]) => uses === 0);
    for (const [key, { native }] of idle.slice(0, Math.max(0, idle.length - MAX_IDLE))) {
      native.close();
      this.#fronts.delete(key);
    }
  }
}
