import type { CarrierEnvironment } from '../carrier.ts';
import type { Route } from '../fronts/route.ts';
import type { MeekOptions } from '../options.ts';
import type { Answers } from './answers.ts';
import type { Attempt, Attempts } from './attempts.ts';
import type { Downlink, PendingRead, ReadStyle } from './downlink.ts';
import { Exchange } from './exchange.ts';
import type { HedgeOrder } from './hedging.ts';
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
  /** Told of what is sent, in bytes. */
  readonly sent: (byteLength: number) => void;
}

/** What an exchange is to carry. Without anything it asks what the server has. */
interface Work {
  readonly opens?: boolean;
  readonly post?: Post | undefined;
  readonly read?: PendingRead | undefined;
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
      if (attempts.isIdle) this.#send({ opens: !isResumed, post: nextPost(), read: nextRead() });
      return;
    }
    if (recovery.isProbing) {
      // One, which is answered at once, and the others as soon as it is.
      if (!attempts.has(recovery.epoch)) this.#send({});
      return;
    }
    for (let read = nextRead(); read; read = nextRead()) this.#send({ read });
    for (let post = nextPost(); post; post = nextPost()) this.#send({ post });
    if (attempts.size === 0 && nowMs >= answers.lastAtMs + KEEP_ALIVE_MS) {
      this.#send({});
    }
  }

  /** Sends what others carry through another route as well. */
  hedge({ route, post, read }: HedgeOrder): Attempt {
    return this.#start({ post, read }, route, true);
  }

  #send(work: Work): void {
    const { recovery, sent } = this.#parts;
    sent(this.#start(work, recovery.route, false).requestBytes);
  }

  get #style(): ReadStyle {
    const { attempts, memory, recovery } = this.#parts;
    const style = memory.styleOf(recovery.route.key);
    // Is it a dead route or one that holds answers back? A short answer tells.
    return attempts.isDoubtful(recovery.route)
      ? { ...style, streams: false, holdMs: STREAMING_EVIDENCE_MS }
      : style;
  }

  #start({ opens = false, post, read }: Work, route: Route, isHedge: boolean): Attempt {
    const { environment, options, attempts, patience, recovery, requests } = this.#parts;
    const heldMs = this.#heldMs(route, read);
    const { answerMs, lateAfterMs } = patience;
    const body = requests.body(opens, post, read);
    const exchange = new Exchange(
      { route, headers: requests.headers, body },
      {
        beginMs: Math.max(options.connectTimeoutMs, answerMs) + heldMs,
        silenceMs: (read?.beatMs ?? 0) + answerMs,
      },
      environment,
    );
    const { startedAtMs } = exchange;
    const attempt: Attempt = {
      ...{ exchange, post, read, heldMs, isHedge },
      epoch: recovery.epoch,
      overdueAtMs: startedAtMs + answerMs + heldMs,
      lateAtMs: isHedge ? Number.POSITIVE_INFINITY : startedAtMs + lateAfterMs + heldMs,
      requestBytes: body.length,
      repeatedBytes: 0,
      hasLanded: false,
      standing: 'own',
    };
    this.#hasSent = true;
    attempts.add(attempt);
    this.#run(attempt);
    return attempt;
  }

  /** How long an answer can be late without anything being wrong, in ms. */
  #heldMs(route: Route, read: PendingRead | undefined): number {
    const { uplink, memory } = this.#parts;
    const { streams } = memory.styleOf(route.key);
    const uploadMs = uplink.flyingBytes / Math.max(uplink.rate / 2, SLOWEST_UPLOAD);
    return (streams ? 0 : (read?.holdMs ?? 0)) + uploadMs;
  }
}
