import { ResetCode } from '../../meek/v2/wire.ts';
import { logFailedDial, SessionTable, type SessionTableOptions } from '../session-table.ts';
import type { DialUpstream } from '../upstream.ts';
import { Session, type SessionOptions } from './session.ts';

export interface SessionsOptions extends SessionOptions, SessionTableOptions {
  readonly dial: DialUpstream;
}

/** The sessions that this server holds, by their ids, and for a while why it holds others no more. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #table: SessionTable<Session>;
  /** So that a late copy of the request that opened a session does not open it again. */
  readonly #ended = new Map<string, { readonly code: ResetCode; readonly untilMs: number }>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#table = new SessionTable(options, (id, why) =>
      this.end(id, why === 'expired' ? ResetCode.unknownSession : ResetCode.closed),
    );
  }

  /** Sessions whose upstream is open. */
  get liveCount(): number {
    return this.#table.liveCount;
  }

  /** The session, which is thereby seen to be in use, or why there is none. */
  get(id: string): Session | ResetCode {
    return this.#table.use(id) ?? this.#ended.get(id)?.code ?? ResetCode.unknownSession;
  }

  /** A session with an upstream of its own, or why there can be none. */
  open(id: string): Session | ResetCode {
    const known = this.get(id);
    if (known !== ResetCode.unknownSession) return known;
    if (this.#options.budget.isSpent || !this.#table.makeRoom()) return ResetCode.busy;
    const session = new Session(this.#options);
    this.#table.add(id, session);
    this.#connect(id, session);
    return session;
  }

  /** Drops the session, if there is one. */
  end(id: string, code: ResetCode = ResetCode.closed): void {
    const session = this.#table.delete(id);
    if (!session) return;
    this.#remember(id, code);
    session.destroy(code);
    this.#options.log.debug({ event: 'session-end', sessionId: id });
  }

  endAll(): void {
    for (const id of this.#table.ids) this.end(id, ResetCode.unknownSession);
  }

  #connect(id: string, session: Session): void {
    const { dial, log } = this.#options;
    session.connect(dial).catch((error: unknown) => {
      logFailedDial(log, id, error);
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
}
