import type { Clock } from '../meek/clock.ts';
import {
  HealthBook,
  type HealthChange,
  type HealthRow,
} from '../meek/fronts/health/health-book.ts';

/** Changes come in bursts, and the worker may be killed at any time: how long one waits, in ms. */
const SAVE_AFTER_MS = 1_000;

/** Where records are kept. */
export interface HealthShelf {
  frontHealth(): Promise<HealthRow[]>;
  saveFrontHealth(changes: readonly HealthChange[]): Promise<void>;
}

/**
 * How fronts have fared, across restarts of the worker. It saves time and nothing else: where it
 * cannot be read or written, everything is learnt anew.
 */
export class HealthNotebook {
  readonly #shelf: HealthShelf;
  readonly #clock: Clock;
  #loading: Promise<HealthBook> | null = null;
  /** By network and front, so that each is stored once, as it is last. */
  readonly #unsaved = new Map<string, HealthChange>();
  #cancelSave: (() => void) | null = null;

  constructor(shelf: HealthShelf, clock: Clock) {
    this.#shelf = shelf;
    this.#clock = clock;
  }

  /** Read once; whoever asks shares it, and what is learnt with it is saved. */
  book(): Promise<HealthBook> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Nothing is left of the fronts for whose keys this is false, here and on the shelf. */
  async keepOnly(isKept: (key: string) => boolean): Promise<void> {
    (await this.book()).keepOnly(isKept);
    await this.#save();
  }

  async #load(): Promise<HealthBook> {
    const rows = await this.#shelf.frontHealth().catch((): HealthRow[] => []);
    return new HealthBook({ rows, onChange: (change) => this.#saveSoon(change) });
  }

  #saveSoon(change: HealthChange): void {
    this.#unsaved.set(`${change.network} ${change.front}`, change);
    this.#cancelSave ??= this.#clock.schedule(SAVE_AFTER_MS, () => void this.#save());
  }

  async #save(): Promise<void> {
    this.#cancelSave?.();
    this.#cancelSave = null;
    const changes = [...this.#unsaved.values()];
    this.#unsaved.clear();
    if (changes.length > 0) await this.#shelf.saveFrontHealth(changes).catch(() => {});
  }
}
