import type { Clock } from '../meek/clock.ts';
import { RouteMemory, type RouteRecords } from '../meek/v2/route-memory.ts';

/** Changes come in bursts, and the worker may be killed at any time: how long one waits, in ms. */
const SAVE_AFTER_MS = 1_000;

/** Where records are kept. */
export interface RouteShelf {
  routes(): Promise<RouteRecords>;
  saveRoutes(records: RouteRecords): Promise<void>;
}

/**
 * What was learnt of the routes, across restarts of the worker. It saves time and nothing else:
 * where it cannot be read or written, everything is learnt anew.
 */
export class RouteNotebook {
  readonly #shelf: RouteShelf;
  readonly #clock: Clock;
  #loading: Promise<RouteMemory> | null = null;
  #current: RouteMemory | null = null;
  #cancelSave: (() => void) | null = null;

  constructor(shelf: RouteShelf, clock: Clock) {
    this.#shelf = shelf;
    this.#clock = clock;
  }

  /** Read once; whoever asks shares it, and what is learnt with it is saved. */
  memory(): Promise<RouteMemory> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Nothing is left of it. What those who still hold the memory learn is not saved. */
  async forget(): Promise<void> {
    await this.#loading;
    this.#loading = null;
    this.#current = null;
    this.#cancelSave?.();
    this.#cancelSave = null;
    await this.#shelf.saveRoutes({}).catch(() => {});
  }

  async #load(): Promise<RouteMemory> {
    const records = await this.#shelf.routes().catch((): RouteRecords => ({}));
    const memory: RouteMemory = new RouteMemory(records, () => this.#saveSoon(memory));
    this.#current = memory;
    return memory;
  }

  #saveSoon(memory: RouteMemory): void {
    if (this.#current !== memory) return;
    this.#cancelSave ??= this.#clock.schedule(SAVE_AFTER_MS, () => {
      this.#cancelSave = null;
      this.#shelf.saveRoutes(memory.export()).catch(() => {});
    });
  }
}
