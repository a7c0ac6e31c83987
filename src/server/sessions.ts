import { Refusal } from '../meek/v1/wire.ts';
import { type DialError, dialErrorOf } from './dial.ts';
import type { Log } from './log.ts';
import { type Answer, type Exchange, Session, type SessionOptions } from './session.ts';
import type { DialUpstream } from './upstream.ts';

export interface SessionsOptions extends SessionOptions {
  readonly dial: DialUpstream;
  /** A session without an exchange for this long is dropped, in ms. */
  readonly idleTimeoutMs: number;
  readonly maxSessions: number;
  readonly log: Log;
}

interface Entry {
  readonly session: Session;
  lastSeenMs: number;
  cancelReap: () => void;
}

/** The sessions that this server holds, by their ids. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Sessions with an upstream; one that is over is only kept to say so again. */
  get liveCount(): number {
    let count = 0;
    for (const { session } of this.#entries.values()) if (!session.isOver) count += 1;
    return count;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  async exchange(id: string, exchange: Exchange): Promise<Answer> {
    let entry = this.#entries.get(id);
    if (!entry) {
      // In its middle: a fresh upstream would take these bytes for a beginning.
      if ((exchange.sequence ?? 0) > 0) return { refusal: Refusal.unknownSession };
      if (!this.#hasRoom()) return { refusal: Refusal.busy };
      entry = this.#open(id);
    }
    this.#touch(entry);
    const answer = await entry.session.exchange(exchange);
    this.#touch(entry);
    return answer;
  }

  /** Drops the session, if there is one. */
  end(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#forget(id, entry);
    entry.session.destroy();
    this.#options.log.debug({ event: 'session-end', sessionId: id });
  }

  endAll(): void {
    for (const id of [...this.#entries.keys()]) this.end(id);
  }

  #open(id: string): Entry {
    const { clock, dial, log } = this.#options;
    const dialOrForget = (signal: AbortSignal) =>
      dial(signal).catch((error: unknown) => {
        this.#forget(id, entry);
        this.#logFailedDial(id, dialErrorOf(error));
        throw error;
      });
    const session = new Session(dialOrForget, this.#options);
    const entry: Entry = { session, lastSeenMs: clock.nowMs(), cancelReap: () => {} };
    this.#entries.set(id, entry);
    this.#scheduleReap(id, entry);
    log.debug({ event: 'session-open', sessionId: id });
    return entry;
  }

  #forget(id: string, entry: Entry): void {
    entry.cancelReap();
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
  }

  #logFailedDial(id: string, { code, message }: DialError): void {
    const { log } = this.#options;
    if (code !== 'DIAL_ABORTED') log.warn({ event: 'upstream-unreachable', code });
    log.debug({ event: 'upstream-unreachable', code, message, sessionId: id });
  }

  #touch(entry: Entry): void {
    entry.lastSeenMs = this.#options.clock.nowMs();
  }

  #scheduleReap(id: string, entry: Entry): void {
    const { clock, idleTimeoutMs } = this.#options;
    const remainingMs = entry.lastSeenMs + idleTimeoutMs - clock.nowMs();
    if (remainingMs <= 0) return this.end(id);
    entry.cancelReap = clock.schedule(remainingMs, () => this.#scheduleReap(id, entry));
  }

  /** A full table gives up the oldest session that is over, never a live one. */
  #hasRoom(): boolean {
    if (this.#entries.size < this.#options.maxSessions) return true;
    for (const [id, { session }] of this.#entries) {
      if (!session.isOver) continue;
      this.end(id);
      return true;
    }
    return false;
  }
}
