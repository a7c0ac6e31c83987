import type { CarrierEnvironment } from '../carrier.ts';
import { MeekError } from '../errors.ts';
import type { Route } from '../fronts/route.ts';
import type { MeekOptions } from '../options.ts';
import { Header } from '../v1/wire.ts';
import { concatenate } from './concatenate.ts';
import type { Downlink, PendingRead, ReadStyle } from './downlink.ts';
import { Exchange } from './exchange.ts';
import {
  encodeAck,
  encodeDataHeader,
  encodeFin,
  encodeHello,
  encodeRead,
  encodeReset,
  type Frame,
} from './frames.ts';
import { Patience } from './patience.ts';
import { ResetError } from './reset.ts';
import type { RouteMemory } from './route-memory.ts';
import type { Post, Uplink } from './uplink.ts';
import { CONTENT_TYPE, DEFAULT_MAX_REQUEST_BYTES, ResetCode } from './wire.ts';

/** What the frames around a post's bytes may take, in bytes. */
const FRAMING_BYTES = 512;

/** A session with nothing to ask for shows itself this often, in ms: half a server's expiry. */
const KEEP_ALIVE_MS = 60_000;

/** Without any answer for this long, the session has expired at the server, in ms. */
const GIVE_UP_AFTER_MS = 120_000;
const GIVE_UP_OPENING_AFTER_MS = 30_000;

const FAREWELL_LIMIT_MS = 5_000;

/** An answer that goes on for this long after it began was not held back on its way, in ms. */
const STREAMING_EVIDENCE_MS = 250;

/** A READ that ends sooner than this, in ms, was cut, or taken over by another client. */
const EARLY_END_MS = 1_000;
const EARLY_END_PAUSE_MS = 250;

/** What an exchange carries beyond acknowledgements, and how far it has come. */
interface Attempt {
  readonly exchange: Exchange;
  readonly post: Post | undefined;
  readonly read: PendingRead | undefined;
  /** How long the answer is to be held back on its way, in ms. */
  readonly heldMs: number;
  readonly overdueAtMs: number;
  /** The route's failures that had been counted when it began: one outage counts once. */
  readonly epoch: number;
  hasLanded: boolean;
  /** Its work was given to another attempt; what it still brings is welcome. */
  isReplaced: boolean;
}

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

/** A session's exchanges: which to send now, through which route, and what to do if they fail. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #attempts = new Set<Attempt>();
  readonly #patience: Patience;
  #state: 'new' | 'open' | 'over' = 'new';
  #hasSent = false;
  #route: Route;
  #epoch = 0;
  #retryAtMs = 0;
  #lastAnswerAtMs: number;
  #failure: { readonly error: MeekError; readonly sinceMs: number } | undefined;
  #serverMaxBodyBytes = DEFAULT_MAX_REQUEST_BYTES;
  #cancelTimer: (() => void) | undefined;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#route = parts.environment.routes.choose();
    this.#patience = new Patience(parts.memory.recordOf(this.#route.key).rttMs);
    this.#lastAnswerAtMs = parts.environment.clock.nowMs();
  }

  /** Sends whatever can be sent now. */
  pump(): void {
    if (this.#state === 'over') return;
    this.#replaceOverdue(this.#nowMs);
    const nowMs = this.#nowMs;
    if (this.#failure && this.#isHopeless(this.#failure.sinceMs, nowMs)) {
      return this.#finish(this.#failure.error);
    }
    if (nowMs >= this.#retryAtMs) this.#send(nowMs);
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
    if (this.#hasSent) this.#sayFarewell();
  }

  get #nowMs(): number {
    return this.#parts.environment.clock.nowMs();
  }

  get #style(): ReadStyle {
    const style = this.#parts.memory.styleOf(this.#route.key);
    // Is it a dead route or one that holds answers back? A short answer tells.
    const isDoubtful = [...this.#attempts].some(
      ({ isReplaced, read, exchange }) =>
        isReplaced && read && exchange.begunAtMs === undefined && exchange.route === this.#route,
    );
    return isDoubtful ? { ...style, streams: false, holdMs: STREAMING_EVIDENCE_MS } : style;
  }

  #send(nowMs: number): void {
    const { uplink, downlink } = this.#parts;
    if (this.#state === 'new') {
      if ([...this.#attempts].some(({ isReplaced }) => !isReplaced)) return;
      const post = uplink.next(nowMs, this.#maxPostBytes);
      const read = downlink.next(nowMs, this.#style);
      return this.#start(post, read);
    }
    const nextRead = () => downlink.next(nowMs, this.#style);
    const nextPost = () => uplink.next(nowMs, this.#maxPostBytes);
    for (let read = nextRead(); read; read = nextRead()) this.#start(undefined, read);
    for (let post = nextPost(); post; post = nextPost()) this.#start(post, undefined);
    if (this.#attempts.size === 0 && nowMs >= this.#lastAnswerAtMs + KEEP_ALIVE_MS) {
      this.#start(undefined, undefined);
    }
  }

  get #maxPostBytes(): number {
    const learnt = this.#parts.memory.recordOf(this.#route.key).maxBodyBytes;
    return Math.min(this.#serverMaxBodyBytes, learnt ?? this.#serverMaxBodyBytes) - FRAMING_BYTES;
  }

  #start(post: Post | undefined, read: PendingRead | undefined): void {
    const { environment, memory, uplink, options } = this.#parts;
    const { streams } = memory.styleOf(this.#route.key);
    const uploadMs = uplink.flyingBytes / Math.max(uplink.rate / 2, 16);
    const heldMs = (streams ? 0 : (read?.holdMs ?? 0)) + uploadMs;
    const exchange = new Exchange(
      { route: this.#route, headers: this.#headers, body: this.#bodyOf(post, read) },
      {
        beginMs: Math.max(options.connectTimeoutMs, this.#patience.answerMs) + heldMs,
        silenceMs: (read?.beatMs ?? 0) + this.#patience.answerMs,
      },
      environment,
    );
    const attempt: Attempt = {
      exchange,
      post,
      read,
      heldMs,
      overdueAtMs: exchange.startedAtMs + this.#patience.answerMs + heldMs,
      epoch: this.#epoch,
      hasLanded: false,
      isReplaced: false,
    };
    this.#hasSent = true;
    this.#attempts.add(attempt);
    void this.#run(attempt);
  }

  get #headers(): Record<string, string> {
    const { id, options } = this.#parts;
    return { ...options.headers, 'Content-Type': CONTENT_TYPE, [Header.sessionId]: id };
  }

  #bodyOf(post: Post | undefined, read: PendingRead | undefined): Uint8Array {
    const chunks = this.#preamble();
    if (post && post.endOffset > post.offset) {
      chunks.push(encodeDataHeader(post.offset, post.endOffset - post.offset), ...post.chunks);
    }
    if (post?.isLast) chunks.push(encodeFin(post.endOffset));
    if (read) chunks.push(encodeRead({ ...read, limitBytes: read.endOffset - read.from }));
    return concatenate(chunks);
  }

  #preamble(): Uint8Array[] {
    const { downlink, isResumed, options } = this.#parts;
    const opens = this.#state === 'new' && !isResumed;
    return [
      encodeHello({ opens, token: options.authToken ?? '' }),
      encodeAck(downlink.confirmedOffset, downlink.limitOffset),
    ];
  }

  async #run(attempt: Attempt): Promise<void> {
    const { downlink, uplink } = this.#parts;
    let failure: unknown;
    try {
      await attempt.exchange.run((frame) => this.#onFrame(attempt, frame));
      if (!attempt.hasLanded) throw new MeekError('MEEK_FRONT_UNREACHABLE', 'The ACK was cut off.');
    } catch (error) {
      failure = error;
    }
    this.#attempts.delete(attempt);
    if (this.#state === 'over') return;
    if (attempt.post && !attempt.hasLanded) uplink.lose(attempt.post);
    this.#learn(attempt, failure);
    if (attempt.read && failure) downlink.broke(attempt.read, this.#nowMs);
    else if (attempt.read) downlink.ended(attempt.read, this.#nowMs);
    if (failure) this.#onFailure(attempt, failure);
    else this.#slowDown(attempt);
    this.pump();
  }

  #onFrame(attempt: Attempt, frame: Frame): void {
    if (this.#state === 'over') throw new MeekError('MEEK_ABORTED', 'The session is over.');
    const { downlink } = this.#parts;
    const nowMs = this.#nowMs;
    switch (frame.type) {
      case 'hello':
        return this.#onHello(attempt, frame.maxBodyBytes, nowMs);
      case 'ack':
        return this.#onAck(attempt, frame.offset, frame.limit, nowMs);
      case 'data': {
        const chunks = downlink.receive(frame.offset, frame.bytes, nowMs);
        if (!chunks) throw violation('DATA that was not asked for');
        for (const chunk of chunks) this.#parts.events.received(chunk);
        break;
      }
      case 'fin':
        if (!downlink.finish(frame.offset)) throw violation('an end amid the stream');
        break;
      case 'reset':
        throw new ResetError(frame.code);
      case 'read':
        throw violation('a READ');
    }
    this.#afterNews();
  }

  #afterNews(): void {
    const { downlink, uplink, events } = this.#parts;
    if (downlink.isFinished) events.finished();
    if (downlink.isFinished && uplink.isFinished) this.#finish(undefined);
    else this.pump();
  }

  #onHello({ exchange, read, heldMs }: Attempt, maxBodyBytes: number, nowMs: number): void {
    const { downlink, environment, memory } = this.#parts;
    const elapsedMs = nowMs - exchange.startedAtMs;
    this.#patience.answered(Math.max(0, elapsedMs - heldMs));
    this.#lastAnswerAtMs = nowMs;
    if (maxBodyBytes > FRAMING_BYTES) this.#serverMaxBodyBytes = maxBodyBytes;
    // An answer to a READ may have waited for bytes.
    if (!read) memory.answered(exchange.route.key, elapsedMs);
    if (read) downlink.begun(read, nowMs);
    environment.observer?.answered(exchange.route);
  }

  #onAck(attempt: Attempt, offset: number, limit: number, nowMs: number): void {
    const { uplink, events } = this.#parts;
    const before = uplink.acknowledgedOffset;
    if (!uplink.acknowledge(offset, limit)) throw violation('an ACK of what was never sent');
    if (this.#state === 'new') this.#state = 'open';
    if (!attempt.hasLanded) {
      attempt.hasLanded = true;
      this.#patience.recovered();
      this.#failure = undefined;
      if (attempt.post) uplink.land(attempt.post, nowMs);
      if (attempt.post) events.landed();
    }
    if (uplink.acknowledgedOffset > before) events.acknowledged(uplink.acknowledgedOffset);
    this.#afterNews();
  }

  /** What takes too long is asked for again, elsewhere if possible. */
  #replaceOverdue(nowMs: number): void {
    for (const overdue of this.#attempts) {
      const { begunAtMs, startedAtMs, route } = overdue.exchange;
      if (overdue.isReplaced || begunAtMs !== undefined || nowMs < overdue.overdueAtMs) continue;
      this.#replaceSilent(overdue, startedAtMs);
      const message = `${route.name} has not answered yet`;
      this.#countFailure(overdue, new MeekError('MEEK_FRONT_UNREACHABLE', message));
    }
  }

  /** Gives away the work of everything on a route that has shown no life since `sinceMs`. */
  #replaceSilent({ exchange: { route } }: Attempt, sinceMs: number): void {
    for (const attempt of this.#attempts) {
      const { exchange } = attempt;
      if (exchange.route === route && exchange.lastByteAtMs <= sinceMs) this.#replace(attempt);
    }
  }

  #replace(attempt: Attempt): void {
    if (attempt.isReplaced) return;
    attempt.isReplaced = true;
    if (attempt.read) this.#parts.downlink.forget(attempt.read);
    if (attempt.post && !attempt.hasLanded) this.#parts.uplink.lose(attempt.post);
  }

  #learn({ exchange, read, post }: Attempt, failure: unknown): void {
    const { memory, downlink } = this.#parts;
    const { key } = exchange.route;
    const { begunAtMs, startedAtMs, lastByteAtMs } = exchange;
    const nowMs = this.#nowMs;
    const ageMs = nowMs - startedAtMs;
    if (exchange.status === 413 && post) {
      return memory.bodyRefused(key, post.endOffset - post.offset);
    }
    if (!read || begunAtMs === undefined) return;
    const wasLate = begunAtMs - startedAtMs >= this.#patience.floorMs;
    if (nowMs - begunAtMs >= STREAMING_EVIDENCE_MS) memory.streamed(key, true);
    else if (wasLate && !failure) memory.streamed(key, false);
    if (read.lingerMs === 0) return;
    if (!failure && ageMs >= read.holdMs / 2) memory.lasted(key);
    else if (downlink.countsOn(read)) {
      memory.cut(key, { ageMs, silenceMs: nowMs - lastByteAtMs });
    }
  }

  /** An answer that ends at once, and brought nothing, is not asked for again at once. */
  #slowDown({ exchange, read }: Attempt): void {
    const nowMs = this.#nowMs;
    const isEarly = nowMs - exchange.startedAtMs < EARLY_END_MS;
    if (isEarly && read && read.lingerMs > 0 && read.from === this.#parts.downlink.receivedOffset) {
      this.#retryAtMs = Math.max(this.#retryAtMs, nowMs + EARLY_END_PAUSE_MS);
    }
  }

  #onFailure(attempt: Attempt, error: unknown): void {
    if (!(error instanceof MeekError) || this.#isFinal(attempt, error)) return this.#finish(error);
    if (attempt.exchange.wasSilent) this.#replaceSilent(attempt, attempt.exchange.lastByteAtMs);
    this.#countFailure(attempt, error);
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

  /** Leaves the route, and waits longer each time in a row. */
  #countFailure({ exchange, epoch }: Attempt, error: MeekError): void {
    const { environment } = this.#parts;
    environment.observer?.failed(exchange.route, error);
    if (epoch !== this.#epoch) return;
    this.#epoch += 1;
    this.#failure = { error, sinceMs: this.#failure?.sinceMs ?? this.#nowMs };
    this.#route = environment.routes.choose(exchange.route);
    this.#retryAtMs = this.#nowMs + this.#patience.failed(environment.random.fraction());
  }

  #isHopeless(sinceMs: number, nowMs: number): boolean {
    const limitMs = this.#state === 'new' ? GIVE_UP_OPENING_AFTER_MS : GIVE_UP_AFTER_MS;
    return nowMs - sinceMs >= limitMs;
  }

  /** What was due by `nowMs` has been done. */
  #armTimer(nowMs: number): void {
    this.#cancelTimer?.();
    const { clock } = this.#parts.environment;
    const { uplink, downlink } = this.#parts;
    const overdueAtMs = [...this.#attempts]
      .filter(({ isReplaced, exchange }) => !isReplaced && exchange.begunAtMs === undefined)
      .map((attempt) => attempt.overdueAtMs);
    const times = [
      this.#lastAnswerAtMs + KEEP_ALIVE_MS,
      downlink.dueAtMs,
      uplink.batchDueAtMs,
      this.#retryAtMs,
      ...overdueAtMs,
    ].filter((timeMs) => timeMs > nowMs);
    const dueAtMs = Math.min(...times);
    this.#cancelTimer = Number.isFinite(dueAtMs)
      ? clock.schedule(dueAtMs - nowMs, () => this.pump())
      : undefined;
  }

  #finish(error: unknown): void {
    this.#stop();
    if (error === undefined) this.#sayFarewell();
    this.#parts.events.over(error);
  }

  #stop(): void {
    this.#state = 'over';
    this.#cancelTimer?.();
    const reason = new MeekError('MEEK_ABORTED', 'The session is over.');
    for (const { exchange } of this.#attempts) exchange.abort(reason);
  }

  #sayFarewell(): void {
    const { environment } = this.#parts;
    const body = concatenate([...this.#preamble(), encodeReset(ResetCode.closed)]);
    const limits = { beginMs: FAREWELL_LIMIT_MS, silenceMs: FAREWELL_LIMIT_MS };
    const request = { route: this.#route, headers: this.#headers, body };
    new Exchange(request, limits, environment).run(() => {}).catch(() => {});
  }
}

function violation(what: string): MeekError {
  return new MeekError('MEEK_PROTOCOL', `The server sent ${what}.`);
}
