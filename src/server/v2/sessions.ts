import { ResetCode } from '../../meek/v2/wire.ts';
import { dialErrorOf } from '../dial.ts';
import type { Log } from '../log.ts';
import type { DialUpstream } from '../upstream.ts';
import { Session, type SessionOptions } from './session.ts';

export interface SessionsOptions extends SessionOptions {
  readonly dial: DialUpstream;
  /** A session without an exchange for this long is dropped, in ms. */
  readonly expiryMs: number;
  readonly maxSessions: number;
  readonly log: Log;
}

interface Entry {
  readonly session: Session;
  lastSeenMs: number;
  cancelExpiry: () => void;
}

/** The sessions that this server holds, by their ids, and for a while why it holds others no more. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #entries = new Map<string, Entry>();
  /** So that a late copy of the request that opened a session does not open it again. */
  readonly #ended = new Map<string, { readonly code: ResetCode; readonly untilMs: number }>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Sessions whose upstream is open. */
  get liveCount(): number {
    let count = 0;
    for (const { session } of this.#entries.values()) if (!session.isOver) count += 1;
    return count;
  }

  /** The session, which is thereby seen to be in use, or why there is none. */
  get(id: string): Session | ResetCode {
    const entry = this.#entries.get(id);
    if (!entry) return this.#ended.get(id)?.code ?? ResetCode.unknownSession;
    entry.lastSeenMs = this.#options.clock.nowMs();
    return entry.session;
  }

  /** A session with an upstream of its own, or why there can be none. */
  open(id: string): Session | ResetCode {
    const { log, budget, clock } = this.#options;
    const known = this.get(id);
    if (known !== ResetCode.unknownSession) return known;
    if (budget.isSpent || !this.#hasRoom()) return ResetCode.busy;
    const session = new Session(this.#options);
    const entry: Entry = { session, lastSeenMs: clock.nowMs(), cancelExpiry: () => {} };
    this.#entries.set(id, entry);
    this.#scheduleExpiry(id, entry);
    log.debug({ event: 'session-open', sessionId: id });
    this.#connect(id, session);
    return session;
  }

  /** Drops the session, if there is one. */
  end(id: string, code: ResetCode = ResetCode.closed): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.cancelExpiry();
    this.#entries.delete(id);
    this.#remember(id, code);
    entry.session.destroy(code);
    this.#options.log.debug({ event: 'session-end', sessionId: id });
  }

  endAll(): void {
    for (const id of [...this.#entries.keys()]) this.end(id, ResetCode.unknownSession);
  }

  #connect(id: string, session: Session): void {
    const { dial, log } = this.#options;
    session.connect(dial).catch((error: unknown) => {
      const { code, message } = dialErrorOf(error);
      if (code !== 'DIAL_ABORTED') log.warn({ event: 'upstream-unreachable', code });
      log.debug({ event: 'upstream-unreachable', code, message, sessionId: id });
      this.end(id, ResetCode.upstreamUnreachable);
    });
  }

  /** Bounded like the table itself: the oldest go first. */
  #remember(id: string, code: ResetCode): void {
    const { clock, expiryMs, maxSessions } = this.#options;
    const nowMs = clock.nowMs();
    this.#ended.set(id, { code, untilMs: nowMs + expiryMs });
    for (const [oldest, { untilMs }] of this.#ended) {
      if (untilMs > nowMs && this.#ended.size <= maxSessions) break;
      this.#ended.delete(oldest);
    }
  }

  #scheduleExpiry(id: string, entry: Entry): void {
    const { clock, expiryMs } = this.#options;
    if (entry.session.isBeingRead) entry.lastSeenMs = clock.nowMs();
    const remainingMs = entry.lastSeenMs + expiryMs - clock.nowMs();
    if (remainingMs <= 0) return this.end(id, ResetCode.unknownSession);
    entry.cancelExpiry = clock.schedule(remainingMs, () => this.#scheduleExpiry(id, entry));
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
