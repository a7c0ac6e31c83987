import { randomBytes } from 'node:crypto';
import { LinkError } from '../../link/errors.ts';
import { ResumablePipe } from '../../link/resumable-pipe.ts';
import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';
import { Wakeup } from '../../meek/wakeup.ts';
import type { BrowserLink } from './browser-link.ts';

/** A worker that was restarted is back within this; until then connections wait. */
const REATTACH_LIMIT_MS = 3_000;

const SESSION_ID_BYTES = 16;

/** For all connections of a tunnel together. */
const TUNNEL_WINDOW_BYTES = 8 * 1024 * 1024;

/** The link to a browser's worker, which may go, and be followed by another one. */
export class CurrentLink {
  readonly #clock: Clock;
  readonly #changed = new Wakeup();
  #link: BrowserLink | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null while there is none. */
  get now(): BrowserLink | null {
    return this.#link;
  }

  /** Pipes over an older one are gone with its worker. */
  attach(link: BrowserLink): void {
    this.#link?.end();
    this.#link = link;
    this.#changed.wake();
  }

  lose(): void {
    this.#link?.end();
    this.#link = null;
  }

  /** A pipe of its own for one connection. @throws LinkError */
  readonly openPipe = async (): Promise<Pipe> => (await this.#present()).pipes.open();

  /** The one pipe of a tunnel, which lives on when the worker does not. */
  readonly openResumablePipe = (): Pipe =>
    new ResumablePipe({
      sessionId: randomBytes(SESSION_ID_BYTES).toString('hex'),
      clock: this.#clock,
      openLeg: async (session, signal) => {
        const { pipes } = await this.#present();
        signal.throwIfAborted();
        return pipes.open({ windowBytes: TUNNEL_WINDOW_BYTES, session });
      },
    });

  async #present(): Promise<BrowserLink> {
    return this.#link ?? (await this.#waitForNext());
  }

  async #waitForNext(): Promise<BrowserLink> {
    await this.#changed.waitAtMost(this.#clock, REATTACH_LIMIT_MS);
    if (this.#link) return this.#link;
    throw new LinkError('LINK_LOST', 'No browser carries the traffic.');
  }
}
