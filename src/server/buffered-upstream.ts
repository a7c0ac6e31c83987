import type { Duplex } from 'node:stream';
import type { Clock } from '../meek/clock.ts';
import { ByteQueue } from './byte-queue.ts';

/**
 * A session's upstream with its bytes held for the next response.
 *
 * Every buffer has a bound: downlink bytes wait up to `limitBytes` (one read more, for a limit
 * below the size of a read), then the upstream is paused. Uplink bytes are counted until the
 * upstream has taken them.
 */
export class BufferedUpstream {
  readonly #stream: Duplex;
  readonly #clock: Clock;
  readonly #limitBytes: number;
  readonly #pending = new ByteQueue();
  readonly #watchers = new Set<() => void>();
  /** `closed`: the upstream's clean end. `failed`: it broke, or was destroyed. */
  #state: 'open' | 'closed' | 'failed' = 'open';

  constructor(stream: Duplex, { clock, limitBytes }: { clock: Clock; limitBytes: number }) {
    this.#stream = stream;
    this.#clock = clock;
    this.#limitBytes = limitBytes;
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    stream.on('end', () => this.#finish('closed'));
    stream.on('error', () => this.#finish('failed'));
    stream.on('close', () => this.#finish('failed'));
  }

  get state(): 'open' | 'closed' | 'failed' {
    return this.#state;
  }

  get pendingBytes(): number {
    return this.#pending.byteLength;
  }

  /** Whether there is nothing left to answer with, and never will be. */
  get isDrained(): boolean {
    return this.#state !== 'open' && this.pendingBytes === 0;
  }

  /**
   * Whether the upstream has taken what was written, so that more may be accepted.
   *
   * An upstream that is paused may be waiting for us to empty its downlink before it reads again.
   * Then a bounded backlog counts as taken: else neither side would ever move.
   */
  get hasTakenUplink(): boolean {
    const backlogBytes = this.#stream.writableLength;
    if (backlogBytes === 0 || this.#state !== 'open') return true;
    return this.#isFull && backlogBytes <= this.#limitBytes;
  }

  /** Returns false if the upstream takes nothing any more. */
  write(bytes: Buffer): boolean {
    if (!this.#stream.writable) return false;
    this.#stream.write(bytes, () => this.#notify());
    return true;
  }

  /** Ends our direction once everything written has gone out. */
  endUplink(): void {
    if (this.#stream.writable) this.#stream.end();
  }

  take(limitBytes: number): Buffer {
    const bytes = this.#pending.take(limitBytes);
    if (!this.#isFull && this.#stream.isPaused()) this.#stream.resume();
    return bytes;
  }

  /** Resolves as soon as `isTrue`, checked at every change of the upstream, or after `withinMs`. */
  until(isTrue: () => boolean, withinMs?: number): Promise<void> {
    if (isTrue()) return Promise.resolve();
    return new Promise((resolve) => {
      const check = () => {
        if (isTrue()) finish();
      };
      const finish = () => {
        this.#watchers.delete(check);
        cancel?.();
        resolve();
      };
      const cancel = withinMs === undefined ? undefined : this.#clock.schedule(withinMs, finish);
      this.#watchers.add(check);
    });
  }

  destroy(): void {
    // With an error: without one, the far side of an in-process pair would see a clean end.
    this.#stream.destroy(new Error('the session is gone'));
    this.#finish('failed');
  }

  get #isFull(): boolean {
    return this.pendingBytes >= this.#limitBytes;
  }

  #receive(chunk: Buffer): void {
    this.#pending.push(chunk);
    if (this.#isFull) this.#stream.pause();
    this.#notify();
  }

  #finish(state: 'closed' | 'failed'): void {
    if (this.#state === 'open') this.#state = state;
    this.#notify();
  }

  #notify(): void {
    for (const check of [...this.#watchers]) check();
  }
}
