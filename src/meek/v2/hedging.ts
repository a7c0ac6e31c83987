import type { Route } from '../fronts/route.ts';
import type { Attempt, Attempts } from './attempts.ts';
import type { Downlink, PendingRead } from './downlink.ts';
import { HedgeBudget } from './hedge-budget.ts';
import type { Recovery } from './recovery.ts';
import type { Requests } from './requests.ts';
import type { RouteMemory } from './route-memory.ts';
import type { Post } from './uplink.ts';

/** A hedge asks for so much at most, and not for less, in bytes. */
const MOST_READ_BYTES = 64 * 1024;
const LEAST_READ_BYTES = 512;

/** Of what there is to spend, so much goes to one READ: what is late seldom comes alone. */
const READ_SHARE = 0.5;

export interface HedgingParts {
  readonly downlink: Downlink;
  readonly memory: RouteMemory;
  readonly attempts: Attempts;
  readonly recovery: Recovery;
  readonly requests: Requests;
}

/** What a hedge repeats, and where it goes. */
export interface HedgeOrder {
  readonly route: Route;
  readonly post: Post | undefined;
  readonly read: PendingRead | undefined;
}

interface Hedge {
  readonly takenBytes: number;
  readonly all: readonly Attempt[];
  readonly underway: Set<Attempt>;
}

/**
 * Sends late exchanges through a second route as well, within a budget. Whichever answers first
 * counts: the other is not called off, and what it still brings changes nothing.
 */
export class Hedging {
  readonly #parts: HedgingParts;
  readonly #start: (order: HedgeOrder) => Attempt;
  readonly #budget = new HedgeBudget();
  readonly #hedges = new Set<Hedge>();

  constructor(parts: HedgingParts, start: (order: HedgeOrder) => Attempt) {
    this.#parts = parts;
    this.#start = start;
  }

  /** So many bytes were carried, and not for a hedge. */
  carried(byteLength: number): void {
    this.#budget.earn(byteLength);
  }

  /** Repeats what should have been answered by now, if there is another way and enough to spend. */
  repeatLate(nowMs: number): void {
    const { attempts, recovery } = this.#parts;
    for (const late of attempts.late(nowMs)) {
      late.lateAtMs = Number.POSITIVE_INFINITY;
      const route = recovery.another(nowMs);
      if (route) this.#repeat(late, route, nowMs);
    }
  }

  /** What was taken for a hedge and not used goes back once all that had its work is over. */
  ended(attempt: Attempt): void {
    for (const hedge of this.#hedges) {
      if (!hedge.underway.delete(attempt) || hedge.underway.size > 0) continue;
      this.#hedges.delete(hedge);
      const usedBytes = hedge.all.reduce((sum, it) => sum + costBytes(it), 0);
      this.#budget.giveBack(Math.max(0, hedge.takenBytes - usedBytes));
    }
  }

  #repeat(late: Attempt, route: Route, nowMs: number): void {
    const { downlink, requests } = this.#parts;
    const { post } = late;
    const fixedBytes = requests.framingBytes + (post ? post.endOffset - post.offset : 0);
    const roomBytes = this.#budget.availableBytes - fixedBytes;
    const reader = this.#readerBehind(late, route);
    const limitBytes = Math.min(Math.floor(roomBytes * READ_SHARE), MOST_READ_BYTES);
    const read =
      reader?.read && limitBytes >= LEAST_READ_BYTES
        ? downlink.repeat(reader.read, limitBytes, nowMs)
        : undefined;
    const takenBytes = fixedBytes + (read ? read.endOffset - read.from : 0);
    if (!(post || read) || !this.#budget.take(takenBytes)) return;
    const originals = new Set(read && reader ? [late, reader] : [late]);
    for (const original of originals) original.standing = 'hedged';
    const hedge = this.#start({ route, post, read });
    const all = [...originals, hedge];
    this.#hedges.add({ takenBytes, all, underway: new Set(all) });
  }

  /**
   * The READ that waits for bytes behind whatever holds up `late`: its own, or an older one on the
   * same route that has been as silent. Not where answers may be held back until they are complete:
   * there it would be late at all times. One that has begun and goes on was not held back.
   */
  #readerBehind(late: Attempt, route: Route): Attempt | undefined {
    const { attempts, memory, downlink } = this.#parts;
    const { exchange } = late;
    if (memory.recordOf(route.key).streams === false) return undefined;
    const streams = memory.recordOf(exchange.route.key).streams === true;
    const silent = late.read ? [late] : attempts.silentSince(exchange.route, exchange.startedAtMs);
    return silent.find(
      (it) =>
        it.read && downlink.countsOn(it.read) && (streams || it.exchange.begunAtMs !== undefined),
    );
  }
}

/** What an attempt of a hedge carried that would not have been carried without it, at most. */
function costBytes({ isHedge, requestBytes, repeatedBytes }: Attempt): number {
  return repeatedBytes + (isHedge ? requestBytes : 0);
}
