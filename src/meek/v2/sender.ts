import type { CarrierEnvironment } from '../carrier.ts';
import type { MeekOptions } from '../options.ts';
import type { Answers } from './answers.ts';
import type { Attempt, Attempts } from './attempts.ts';
import type { Downlink, PendingRead, ReadStyle } from './downlink.ts';
import { Exchange } from './exchange.ts';
import { STREAMING_EVIDENCE_MS } from './learning.ts';
import type { Patience } from './patience.ts';
import type { Recovery } from './recovery.ts';
import { FRAMING_BYTES, type Requests } from './requests.ts';
import type { RouteMemory } from './route-memory.ts';
import type { Post, Uplink } from './uplink.ts';

/** A session with nothing to ask for shows itself this often, in ms: half a server's expiry. */
export const KEEP_ALIVE_MS = 60_000;

/** While nothing tells how fast bytes go up, this rate is assumed, in bytes for each ms. */
const SLOWEST_UPLOAD = 16;

export interface SenderParts {
  readonly isResumed: boolean;
  readonly uplink: Uplink;
  readonly downlink: Downlink;
  readonly options: MeekOptions;
  readonly environment: CarrierEnvironment;
  readonly memory: RouteMemory;
  readonly attempts: Attempts;
  readonly patience: Patience;
  readonly recovery: Recovery;
  readonly requests: Requests;
  readonly answers: Answers;
}

/** Makes exchanges of what the two directions have to ask for, as many as they want. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #run: (attempt: Attempt) => void;
  #hasSent = false;

  constructor(parts: SenderParts, run: (attempt: Attempt) => void) {
    this.#parts = parts;
    this.#run = run;
  }

  /** Whether the server may know of the session. */
  get hasSent(): boolean {
    return this.#hasSent;
  }

  /** @param state as long as the server has not answered, one exchange must do */
  send(nowMs: number, state: 'new' | 'open'): void {
    const { uplink, downlink, attempts, answers, recovery, isResumed } = this.#parts;
    const maxPostBytes = answers.maxBodyBytes(recovery.route.key) - FRAMING_BYTES;
    const nextRead = () => downlink.next(nowMs, this.#style);
    const nextPost = () => uplink.next(nowMs, maxPostBytes);
    if (state === 'new') {
      if (attempts.isIdle) this.#start(!isResumed, nextPost(), nextRead());
      return;
    }
    if (recovery.isProbing) {
      // One, which is answered at once, and the others as soon as it is.
      if (!attempts.has(recovery.epoch)) this.#start(false, undefined, undefined);
      return;
    }
    for (let read = nextRead(); read; read = nextRead()) this.#start(false, undefined, read);
    for (let post = nextPost(); post; post = nextPost()) this.#start(false, post, undefined);
    if (attempts.size === 0 && nowMs >= answers.lastAtMs + KEEP_ALIVE_MS) {
      this.#start(false, undefined, undefined);
    }
  }

  get #style(): ReadStyle {
    const { attempts, memory, recovery } = this.#parts;
    const style = memory.styleOf(recovery.route.key);
    // Is it a dead route or one that holds answers back? A short answer tells.
    return attempts.isDoubtful(recovery.route)
      ? { ...style, streams: false, holdMs: STREAMING_EVIDENCE_MS }
      : style;
  }

  #start(opens: boolean, post: Post | undefined, read: PendingRead | undefined): void {
    const { environment, options, attempts, patience, recovery, requests } = this.#parts;
    const { route, epoch } = recovery;
    const heldMs = this.#heldMs(read);
    const { answerMs } = patience;
    const exchange = new Exchange(
      { route, headers: requests.headers, body: requests.body(opens, post, read) },
      {
        beginMs: Math.max(options.connectTimeoutMs, answerMs) + heldMs,
        silenceMs: (read?.beatMs ?? 0) + answerMs,
      },
      environment,
    );
    const overdueAtMs = exchange.startedAtMs + answerMs + heldMs;
    const progress = { hasLanded: false, isReplaced: false };
    const attempt = { exchange, post, read, heldMs, overdueAtMs, epoch, ...progress };
    this.#hasSent = true;
    attempts.add(attempt);
    this.#run(attempt);
  }

  /** How long an answer can be late without anything being wrong, in ms. */
  #heldMs(read: PendingRead | undefined): number {
    const { uplink, memory, recovery } = this.#parts;
    const { streams } = memory.styleOf(recovery.route.key);
    const uploadMs = uplink.flyingBytes / Math.max(uplink.rate / 2, SLOWEST_UPLOAD);
    return (streams ? 0 : (read?.holdMs ?? 0)) + uploadMs;
  }
}
