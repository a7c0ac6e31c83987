import { Refusal } from '../meek/v1/wire.ts';
import { type Answer, type Exchange, Session, type SessionOptions } from './session.ts';
import { logFailedDial, SessionTable, type SessionTableOptions } from './session-table.ts';
import type { DialUpstream } from './upstream.ts';

export interface SessionsOptions extends SessionOptions, SessionTableOptions {
  readonly dial: DialUpstream;
}

/** The sessions of meek-v1 that this server holds. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #table: SessionTable<Session>;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#table = new SessionTable(options, (id) => this.end(id));
  }

  /** Sessions with an upstream; one that is over is only kept to say so again. */
  get liveCount(): number {
    return this.#table.liveCount;
  }

  has(id: string): boolean {
    return this.#table.has(id);
  }

  async exchange(id: string, exchange: Exchange): Promise<Answer> {
    let session = this.#table.use(id);
    if (!session) {
      // In its middle: a fresh upstream would take these bytes for a beginning.
      if ((exchange.sequence ?? 0) > 0) return { refusal: Refusal.unknownSession };
      if (!this.#table.makeRoom()) return { refusal: Refusal.busy };
      session = this.#open(id);
    }
    const answer = await session.exchange(exchange);
    this.#table.use(id);
    return answer;
  }

  /** Drops the session, if there is one. */
  end(id: string): void {
    const session = this.#table.delete(id);
    if (!session) return;
    session.destroy();
    this.#options.log.debug({ event: 'session-end', sessionId: id });
  }

  endAll(): void {
    for (const id of this.#table.ids) this.end(id);
  }

  #open(id: string): Session {
    const { dial, log } = this.#options;
    const dialOrForget = (signal: AbortSignal) =>
      dial(signal).catch((error: unknown) => {
        // A session that was ended meanwhile may have a successor of the same name.
        if (!signal.aborted) this.#table.delete(id);
        logFailedDial(log, id, error);
        throw error;
      });
    const session = new Session(dialOrForget, this.#options);
    this.#table.add(id, session);
    return session;
  }
}
