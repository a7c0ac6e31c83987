import type { ToExtension } from '../link/messages.ts';
import { type Clock, sleep } from '../meek/clock.ts';
import { Trouble } from './trouble.ts';

/** What the helper says besides the pipes' frames. */
export type Control = Exclude<ToExtension, { pipe: number }>;

const NEVER = new AbortController().signal;

/** What the helper was asked and has not answered yet: at most one question of each kind. */
export class AwaitedAnswers {
  readonly #clock: Clock;
  readonly #awaited = new Map<Control['type'], PromiseWithResolvers<Control>>();
  readonly #lost = Promise.withResolvers<never>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lost.promise.catch(() => {});
  }

  /** @throws Trouble, or the signal's reason */
  async next<T extends Control['type']>(
    type: T,
    limitMs: number,
    signal: AbortSignal = NEVER,
  ): Promise<Extract<Control, { type: T }>> {
    const awaited = Promise.withResolvers<Control>();
    this.#awaited.set(type, awaited);
    const answered = new AbortController();
    const until = AbortSignal.any([signal, answered.signal]);
    const tooLate = sleep(this.#clock, limitMs, until).then(() => {
      throw new Trouble('helper-silent');
    });
    try {
      const answer = await Promise.race([awaited.promise, this.#lost.promise, tooLate]);
      return answer as Extract<Control, { type: T }>;
    } finally {
      answered.abort();
      if (this.#awaited.get(type) === awaited) this.#awaited.delete(type);
    }
  }

  /** @returns false where nobody waits for it */
  take(message: Control): boolean {
    const awaited = this.#awaited.get(message.type);
    awaited?.resolve(message);
    return awaited !== undefined;
  }

  refuse(type: Control['type'], trouble: Trouble): void {
    this.#awaited.get(type)?.reject(trouble);
  }

  /** There will be no more answers. */
  end(trouble: Trouble): void {
    this.#lost.reject(trouble);
  }
}
