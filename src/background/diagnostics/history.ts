import * as v from 'valibot';
import { LAYER_OF, type Reason, type StartStep, type TunnelState } from '../state.ts';

const KEY = 'state-history';
/** Some hours of a bad day. */
export const MAX_ENTRIES = 60;

const STEPS: readonly StartStep[] = ['permissions', 'helper', 'proxy', 'front'];
const REASONS = Object.keys(LAYER_OF) as Reason[];

/** A state, by its codes alone. */
export const HistoryEntry = v.object({
  kind: v.picklist(['off', 'starting', 'direct', 'on', 'degraded', 'failed']),
  code: v.nullable(v.picklist([...STEPS, ...REASONS])),
  /** When it came about last, since 1970. */
  atMs: v.pipe(v.number(), v.finite()),
  /** How often in a row. */
  times: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>;

const History = v.fallback(v.pipe(v.array(HistoryEntry), v.maxLength(MAX_ENTRIES)), []);

/** Memory that outlives the worker and ends with the browser: none of it reaches the disk. */
export interface SessionArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
}

/** The last states of the tunnel, for reports. */
export class StateHistory {
  readonly #area: SessionArea;
  readonly #epochMs: () => number;
  #last: Promise<void> = Promise.resolve();

  constructor(area: SessionArea, epochMs: () => number) {
    this.#area = area;
    this.#epochMs = epochMs;
  }

  note(state: TunnelState): void {
    const entry = { kind: state.kind, code: codeOf(state), atMs: this.#epochMs(), times: 1 };
    this.#last = this.#last.then(() => this.#add(entry)).catch(() => {});
  }

  async entries(): Promise<HistoryEntry[]> {
    await this.#last;
    return this.#read();
  }

  async #add(entry: HistoryEntry): Promise<void> {
    const entries = await this.#read();
    const last = entries.at(-1);
    const isSame = last?.kind === entry.kind && last.code === entry.code;
    const kept = isSame ? entries.slice(0, -1) : entries;
    const times = isSame ? last.times + 1 : 1;
    await this.#area.set({ [KEY]: [...kept, { ...entry, times }].slice(-MAX_ENTRIES) });
  }

  async #read(): Promise<HistoryEntry[]> {
    const stored = await this.#area.get(KEY).catch(() => ({}) as Record<string, unknown>);
    return v.parse(History, stored[KEY]);
  }
}

function codeOf(state: TunnelState): HistoryEntry['code'] {
  if (state.kind === 'starting') return state.step;
  return state.kind === 'degraded' || state.kind === 'failed' ? state.reason : null;
}
