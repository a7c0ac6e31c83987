import type { Clock } from '../meek/clock.ts';
import { dialErrorOf } from './dial.ts';
import type { Log } from './log.ts';

export interface TableSession {
  /** Whether its upstream is over, so that it is kept only to say so again. */
  readonly isOver: boolean;
  /** Whether its client is there without asking, as an answer is still open. */
  readonly isBeingRead?: boolean;
}

export interface SessionTableOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** A session that is not used for this long is dropped, in ms. */
  readonly expiryMs: number;
  readonly maxSessions: number;
}

/** Deletes a session that is not wanted any more, and ends it. */
export type DropSession = (id: string, why: 'expired' | 'over') => void;

interface Entry<S> {
  readonly session: S;
  lastUsedMs: number;
  cancelExpiry: () => void;
}

/** A server's sessions by their ids: as many as may be, each for as long as it is used. */
export class SessionTable<S extends TableSession> {
  readonly #options: SessionTableOptions;
  readonly #drop: DropSession;
  readonly #entries = new Map<string, Entry<S>>();

  constructor(options: SessionTableOptions, drop: DropSession) {
    this.#options = options;
    this.#drop = drop;
  }

  get ids(): string[] {
    return [...this.#entries.keys()];
  }

  /** Sessions that are not over. */
  get liveCount(): number {
    let count = 0;
    for (const { session } of this.#entries.values()) if (!session.isOver) count += 1;
    return count;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** The session, which is thereby seen to be in use. */
  use(id: string): S | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    entry.lastUsedMs = this.#options.clock.nowMs();
    return entry.session;
  }

  /** A full table gives up the oldest session that is over, never a live one. */
  makeRoom(): boolean {
    if (this.#entries.size < this.#options.maxSessions) return true;
    for (const [id, { session }] of this.#entries) {
      if (!session.isOver) continue;
      this.#drop(id, 'over');
      return true;
    }
    return false;
  }

  add(id: string, session: S): void {
    const { clock, log } = this.#options;
    const entry: Entry<S> = { session, lastUsedMs: clock.nowMs(), cancelExpiry: () => {} };
    this.#entries.set(id, entry);
    this.#scheduleExpiry(id, entry);
    log.debug({ event: 'session-open', sessionId: id });
  }

  /** Takes the session out, if there is one. */
  delete(id: string): S | undefined {
    const entry = this.#entries.get(id);
    entry?.cancelExpiry();
    this.#entries.delete(id);
    return entry?.session;
  }

  #scheduleExpiry(id: string, entry: Entry<S>): void {
    const { clock, expiryMs } = this.#options;
    if (entry.session.isBeingRead) entry.lastUsedMs = clock.nowMs();
    const remainingMs = entry.lastUsedMs + expiryMs - clock.nowMs();
    if (remainingMs <= 0) return this.#drop(id, 'expired');
    entry.cancelExpiry = clock.schedule(remainingMs, () => this.#scheduleExpiry(id, entry));
  }
}

/** What the operator may know of it, and apart from it whom it concerns. */
export function logFailedDial(log: Log, sessionId: string, error: unknown): void {
  const { code, message } = dialErrorOf(error);
  if (code !== 'DIAL_ABORTED') log.warn({ event: 'upstream-unreachable', code });
  log.debug({ event: 'upstream-unreachable', code, message, sessionId });
}
