import * as v from 'valibot';
import type { ReadStyle } from './downlink.ts';

/** Below the shortest idle cut measured on CDNs, 10 s. */
const DEFAULT_BEAT_MS = 8_000;
const SHORTEST_BEAT_MS = 1_000;

/** How long one READ stays open: on a route that streams, and on one that holds answers back. */
const STREAM_HOLD_MS = 60_000;
const POLL_HOLD_MS = 10_000;
const SHORTEST_HOLD_MS = 5_000;

/** Of a cut that was seen, so much is used. */
const SAFETY = 0.6;

/** Cuts within so much of each other are one rule of the path's, and not chance. */
const AGREEMENT = 0.25;

/** A body that was refused is never tried again in more than half its size; not less than this. */
const SMALLEST_BODY_BYTES = 16 * 1024;

/** Far more than are in use; what is over is dropped, and learnt again if need be. */
const MAX_ROUTES = 512;

const Milliseconds = v.pipe(v.number(), v.minValue(1), v.maxValue(3_600_000));

/** What experience with a route has shown; `null` where it has shown nothing. A plain record. */
export const RouteRecord = v.object({
  /** Whether an answer arrives as it is written, and not only once it is complete. */
  streams: v.nullable(v.boolean()),
  /** An answer that is silent for this long is cut, in ms. */
  idleCutMs: v.nullable(Milliseconds),
  /** An answer that is open for this long is cut, in ms. */
  ageCutMs: v.nullable(Milliseconds),
  /** The largest request body that gets through, in bytes. */
  maxBodyBytes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** The shortest round trip of late, in ms. */
  rttMs: v.nullable(Milliseconds),
});
export type RouteRecord = v.InferOutput<typeof RouteRecord>;

export const RouteRecords = v.record(v.string(), RouteRecord);
export type RouteRecords = v.InferOutput<typeof RouteRecords>;

const NOTHING: RouteRecord = {
  streams: null,
  idleCutMs: null,
  ageCutMs: null,
  maxBodyBytes: null,
  rttMs: null,
};

/** How long an answer had been open, and silent, when it was cut; in ms. */
export interface Cut {
  readonly ageMs: number;
  readonly silenceMs: number;
}

/** What is known of the routes by their keys: from experience, and from a store. */
export class RouteMemory {
  readonly #records: Map<string, RouteRecord>;
  /** The last cut of each route, until another agrees with it. */
  readonly #lastCuts = new Map<string, Cut>();
  /** Routes whose round trip was measured since the start: a stored one may be another path's. */
  readonly #measured = new Set<string>();
  readonly #onChange: (() => void) | undefined;

  constructor(records: RouteRecords = {}, onChange?: () => void) {
    this.#records = new Map(Object.entries(records));
    this.#onChange = onChange;
  }

  /** For a store. */
  export(): RouteRecords {
    return Object.fromEntries(this.#records);
  }

  recordOf(key: string): RouteRecord {
    return this.#records.get(key) ?? NOTHING;
  }

  /** What nobody has found out yet is taken to be well. */
  styleOf(key: string): ReadStyle {
    const { streams, idleCutMs, ageCutMs } = this.recordOf(key);
    const beatMs = Math.min(DEFAULT_BEAT_MS, (idleCutMs ?? Number.POSITIVE_INFINITY) * SAFETY);
    const longestMs = Math.max((ageCutMs ?? Number.POSITIVE_INFINITY) * SAFETY, SHORTEST_HOLD_MS);
    return {
      streams: streams ?? true,
      holdMs: Math.min(longestMs, (streams ?? true) ? STREAM_HOLD_MS : POLL_HOLD_MS),
      beatMs: Math.max(beatMs, SHORTEST_BEAT_MS),
    };
  }

  answered(key: string, rttMs: number): void {
    const known = this.#measured.has(key) ? this.recordOf(key).rttMs : null;
    this.#measured.add(key);
    if (known === null || rttMs < known) this.#update(key, { rttMs: Math.max(1, rttMs) });
  }

  streamed(key: string, streams: boolean): void {
    if (this.recordOf(key).streams !== streams) this.#update(key, { streams });
  }

  /** An answer ended before its time, amid silence. One is an accident, two that agree a rule. */
  cut(key: string, cut: Cut): void {
    const last = this.#lastCuts.get(key);
    this.#lastCuts.set(key, cut);
    if (!last) return;
    const agrees = (a: number, b: number) => Math.abs(a - b) <= AGREEMENT * Math.max(a, b);
    const wasSilent = cut.silenceMs >= SHORTEST_BEAT_MS / 2;
    if (wasSilent && agrees(cut.silenceMs, last.silenceMs)) {
      this.#update(key, { idleCutMs: Math.max(1, Math.min(cut.silenceMs, last.silenceMs)) });
    } else if (agrees(cut.ageMs, last.ageMs) && cut.ageMs > SHORTEST_HOLD_MS) {
      this.#update(key, { ageCutMs: Math.min(cut.ageMs, last.ageMs) });
    }
  }

  /** A READ stayed open as long as it was asked to: what was learnt of cuts may be too strict. */
  lasted(key: string): void {
    const { idleCutMs, ageCutMs } = this.recordOf(key);
    this.#lastCuts.delete(key);
    if (idleCutMs !== null) this.#update(key, { idleCutMs: relaxed(idleCutMs) });
    if (ageCutMs !== null) this.#update(key, { ageCutMs: relaxed(ageCutMs) });
  }

  bodyRefused(key: string, byteLength: number): void {
    const maxBodyBytes = Math.max(Math.floor(byteLength / 2), SMALLEST_BODY_BYTES);
    this.#update(key, { maxBodyBytes });
  }

  #update(key: string, change: Partial<RouteRecord>): void {
    const changed = { ...this.recordOf(key), ...change };
    // At the end of the order: the first is the one that has not changed for longest.
    this.#records.delete(key);
    this.#records.set(key, changed);
    const [oldest] = this.#records.keys();
    if (this.#records.size > MAX_ROUTES && oldest !== undefined) this.#forget(oldest);
    this.#onChange?.();
  }

  #forget(key: string): void {
    this.#records.delete(key);
    this.#lastCuts.delete(key);
    this.#measured.delete(key);
  }
}

/** A little longer each time; beyond what the defaults need it is forgotten. */
function relaxed(cutMs: number): number | null {
  return cutMs * SAFETY > STREAM_HOLD_MS ? null : cutMs * 1.1;
}
