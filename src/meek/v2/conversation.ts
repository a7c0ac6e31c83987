import type { CarrierEnvironment } from '../carrier.ts';
import { MeekError } from '../errors.ts';
import type { MeekOptions } from '../options.ts';
import { Answers } from './answers.ts';
import { type Attempt, Attempts } from './attempts.ts';
import type { Downlink } from './downlink.ts';
import { Exchange } from './exchange.ts';
import type { Frame } from './frames.ts';
import { Hedging } from './hedging.ts';
import { learnFrom } from './learning.ts';
import { Patience } from './patience.ts';
import { Recovery } from './recovery.ts';
import { Requests } from './requests.ts';
import { ResetError } from './reset.ts';
import type { RouteMemory } from './route-memory.ts';
import { KEEP_ALIVE_MS, Sender } from './sender.ts';
import type { Uplink } from './uplink.ts';
import { ResetCode } from './wire.ts';

/** Without any answer for this long, the session has expired at the server, in ms. */
const GIVE_UP_AFTER_MS = 120_000;
const GIVE_UP_OPENING_AFTER_MS = 30_000;

const FAREWELL_LIMIT_MS = 5_000;

/** A READ that ends sooner than this, in ms, was cut, or taken over by another client. */
const EARLY_END_MS = 1_000;
const EARLY_END_PAUSE_MS = 250;

export interface ConversationEvents {
  /** The stream's next bytes, in order. */
  received(chunk: Uint8Array): void;
  /** The far end's stream has ended. */
  finished(): void;
  /** The server has more of ours: everything below `offset`. */
  acknowledged(offset: number): void;
  /** The server has answered to bytes, or an end, of ours. */
  landed(): void;
  /** Nothing more will happen: both streams ended, or `error`. */
  over(error: unknown): void;
}

export interface ConversationParts {
  readonly id: string;
  readonly isResumed: boolean;
  readonly uplink: Uplink;
  readonly downlink: Downlink;
  readonly options: MeekOptions;
  readonly environment: CarrierEnvironment;
  readonly memory: RouteMemory;
  readonly events: ConversationEvents;
}

/** A session's exchanges, from the first to the last: when to send, and what follows from each. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #attempts = new Attempts();
  readonly #patience: Patience;
  readonly #recovery: Recovery;
  readonly #requests: Requests;
  readonly #answers: Answers;
  readonly #sender: Sender;
  readonly #hedging: Hedging;
  #state: 'new' | 'open' | 'over' = 'new';
  #timer: { readonly dueAtMs: number; readonly cancel: () => void } | undefined;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    const { environment, memory, events } = parts;
    const route = environment.routes.choose();
    const patience = new Patience(memory.recordOf(route.key).rttMs);
    this.#patience = patience;
    const recovery = new Recovery(environment, route, patience);
    this.#recovery = recovery;
    const requests = new Requests(parts);
    this.#requests = requests;
    const landed = (attempt: Attempt) => this.#onLanded(attempt);
    const carried = (byteLength: number) => this.#hedging.carried(byteLength);
    const answers = new Answers({ ...parts, patience, events: { ...events, landed, carried } });
    this.#answers = answers;
    const common = { ...parts, attempts: this.#attempts, recovery, requests };
    const sender = new Sender(
      { ...common, patience, answers, sent: carried },
      (attempt) => void this.#run(attempt),
    );
    this.#sender = sender;
    this.#hedging = new Hedging(common, (order) => sender.hedge(order));
  }

  /** Sends whatever can be sent now. */
  pump(): void {
    if (this.#state === 'over') return;
    this.#replaceOverdue(this.#nowMs);
    const nowMs = this.#nowMs;
    const limitMs = this.#state === 'new' ? GIVE_UP_OPENING_AFTER_MS : GIVE_UP_AFTER_MS;
    const failure = this.#recovery.failureOver(limitMs, nowMs);
    if (failure) return this.#finish(failure);
    if (nowMs >= this.#recovery.retryAtMs) {
      if (this.#state === 'open' && !this.#recovery.isProbing) this.#hedging.repeatLate(nowMs);
      this.#sender.send(nowMs, this.#state);
    }
    this.#armTimer(nowMs);
  }

  /** Stops, and leaves the session to whoever resumes it. */
  detach(): void {
    this.#stop();
  }

  /** Ends the session here, and at the server if it may know it. */
  close(): void {
    if (this.#state === 'over') return;
    this.#stop();
    if (this.#sender.hasSent) this.#sayFarewell();
  }

  get #nowMs(): number {
    return this.#parts.environment.clock.nowMs();
  }

  async #run(attempt: Attempt): Promise<void> {
    let failure: unknown;
    try {
      await attempt.exchange.run((frame) => this.#onFrame(attempt, frame));
      if (!attempt.hasLanded) throw new MeekError('MEEK_FRONT_UNREACHABLE', 'The ACK was cut off.');
    } catch (error) {
      failure = error;
    }
    this.#attempts.delete(attempt);
    if (this.#state === 'over') return;
    this.#onEnd(attempt, failure);
    this.pump();
  }

  #onEnd(attempt: Attempt, failure: unknown): void {
    const { downlink, memory } = this.#parts;
    const nowMs = this.#nowMs;
    this.#loseUnlessCarried(attempt);
    this.#hedging.ended(attempt);
    learnFrom(attempt, failure, nowMs, { memory, downlink, patience: this.#patience });
    // What a hedge's route cannot carry, the route in use may.
    if (attempt.read && failure && !attempt.isHedge) downlink.broke(attempt.read, nowMs);
    else if (attempt.read) downlink.ended(attempt.read, nowMs);
    if (failure) this.#onFailure(attempt, failure);
    else this.#slowDown(attempt, nowMs);
  }

  #onFrame(attempt: Attempt, frame: Frame): void {
    if (this.#state === 'over') throw new MeekError('MEEK_ABORTED', 'The session is over.');
    this.#answers.take(attempt, frame, this.#nowMs);
    if (frame.type !== 'hello') this.#afterNews();
  }

  #onLanded({ post, epoch }: Attempt): void {
    if (this.#state === 'new') this.#state = 'open';
    this.#recovery.succeeded(epoch);
    if (post) this.#parts.events.landed();
  }

  #afterNews(): void {
    const { downlink, uplink, events } = this.#parts;
    if (downlink.isFinished) events.finished();
    if (downlink.isFinished && uplink.isFinished) this.#finish(undefined);
    else this.pump();
  }

  /** What takes too long is asked for again, elsewhere if possible. */
  #replaceOverdue(nowMs: number): void {
    for (const overdue of this.#attempts.overdue(nowMs)) {
      const { route, startedAtMs } = overdue.exchange;
      // With all that has been silent for as long, which may be others of these.
      if (overdue.standing === 'replaced') continue;
      this.#replaceSilent(overdue, startedAtMs);
      const message = `${route.name} has not answered yet`;
      this.#recovery.failed(overdue, new MeekError('MEEK_FRONT_UNREACHABLE', message), nowMs);
    }
  }

  /** Gives away the work of everything on a route that has shown no life since `sinceMs`. */
  #replaceSilent({ exchange: { route } }: Attempt, sinceMs: number): void {
    for (const attempt of this.#attempts.silentSince(route, sinceMs)) this.#replace(attempt);
  }

  #replace(attempt: Attempt): void {
    if (attempt.standing === 'replaced') return;
    attempt.standing = 'replaced';
    if (attempt.read) this.#parts.downlink.forget(attempt.read);
    this.#loseUnlessCarried(attempt);
  }

  /** What it carried goes out again, unless a hedge carries it too. */
  #loseUnlessCarried({ post, hasLanded }: Attempt): void {
    if (post && !hasLanded && !this.#attempts.carries(post)) this.#parts.uplink.lose(post);
  }

  /** An answer that ends at once, and brought nothing, is not asked for again at once. */
  #slowDown({ exchange, read, standing }: Attempt, nowMs: number): void {
    // Where another route was asked as well, the server gives the bytes to that one.
    if (standing !== 'own') return;
    const isEarly = nowMs - exchange.startedAtMs < EARLY_END_MS;
    if (isEarly && read && read.lingerMs > 0 && read.from === this.#parts.downlink.receivedOffset) {
      this.#recovery.pauseUntil(nowMs + EARLY_END_PAUSE_MS);
    }
  }

  #onFailure(attempt: Attempt, error: unknown): void {
    if (!(error instanceof MeekError) || this.#isFinal(attempt, error)) return this.#finish(error);
    // The server answered, only too late to be of use.
    if (error instanceof ResetError && error.resetCode === ResetCode.staleRead) return;
    if (attempt.exchange.wasSilent) this.#replaceSilent(attempt, attempt.exchange.lastByteAtMs);
    this.#recovery.failed(attempt, error, this.#nowMs);
  }

  #isFinal({ read }: Attempt, error: MeekError): boolean {
    if (!(error instanceof ResetError)) {
      return error.code === 'MEEK_PROTOCOL' || error.code === 'MEEK_TOKEN_REFUSED';
    }
    if (error.resetCode === ResetCode.busy) return this.#state === 'new';
    if (error.resetCode !== ResetCode.staleRead) return !error.isPassing;
    // A late copy of an old READ may be told so; one that we still count on may not.
    return read !== undefined && read.from >= this.#parts.downlink.confirmedOffset;
  }

  /** What was due by `nowMs` has been done. A timer that is early enough stays: each costs. */
  #armTimer(nowMs: number): void {
    const { uplink, downlink, environment } = this.#parts;
    const times = [
      this.#answers.lastAtMs + KEEP_ALIVE_MS,
      downlink.dueAtMs,
      uplink.batchDueAtMs,
      this.#recovery.retryAtMs,
      ...this.#attempts.dueTimesMs,
    ].filter((timeMs) => timeMs > nowMs);
    const dueAtMs = Math.min(...times);
    if (this.#timer && this.#timer.dueAtMs <= dueAtMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!Number.isFinite(dueAtMs)) return;
    const cancel = environment.clock.schedule(dueAtMs - nowMs, () => {
      this.#timer = undefined;
      this.pump();
    });
    this.#timer = { dueAtMs, cancel };
  }

  #finish(error: unknown): void {
    this.#stop();
    if (error === undefined) this.#sayFarewell();
    this.#parts.events.over(error);
  }

  #stop(): void {
    this.#state = 'over';
    this.#timer?.cancel();
    this.#attempts.abort(new MeekError('MEEK_ABORTED', 'The session is over.'));
  }

  #sayFarewell(): void {
    const { environment } = this.#parts;
    const { route } = this.#recovery;
    const request = { route, headers: this.#requests.headers, body: this.#requests.farewell() };
    const limits = { beginMs: FAREWELL_LIMIT_MS, silenceMs: FAREWELL_LIMIT_MS };
    new Exchange(request, limits, environment).run(() => {}).catch(() => {});
  }
}
