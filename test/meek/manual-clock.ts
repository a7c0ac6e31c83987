import type { Clock } from '../../src/meek/clock.ts';

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ dueMs: number; action: () => void }>();

  get scheduledCount(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, action: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves on, calling what falls due on the way, in its order. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#inOrder();
      if (!next || next.dueMs > untilMs) break;
      this.#timers.delete(next);
      this.#nowMs = next.dueMs;
      next.action();
    }
    this.#nowMs = untilMs;
  }

  /** Moves on to what falls due next, and says how far that was. */
  advanceToNext(): number {
    const [next] = this.#inOrder();
    if (!next) throw new Error('Nothing is scheduled.');
    const byMs = next.dueMs - this.#nowMs;
    this.advance(byMs);
    return byMs;
  }

  #inOrder() {
    return [...this.#timers].sort((a, b) => a.dueMs - b.dueMs);
  }
}
