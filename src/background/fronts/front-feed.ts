import { PagePorts } from '../page-ports.ts';
import { type FrontList, updateOf } from './fronts-update.ts';

/** The port over which the background sends `FrontsUpdate`s while a popup shows the fronts. */
export const FRONTS_PORT = 'fronts';

/**
 * Shows every popup that wants it the fronts of the profile in use: all of them once, afterwards
 * those that have changed, for a profile may have thousands.
 */
export class FrontFeed {
  readonly #read: () => Promise<FrontList>;
  readonly #pages = new PagePorts<FrontList>(FRONTS_PORT, { due: () => void this.push() });
  #last: Promise<void> = Promise.resolve();

  constructor(read: () => Promise<FrontList>) {
    this.#read = read;
  }

  /** Sends what has changed, if anybody looks and anything has. */
  push(): Promise<void> {
    if (this.#pages.isEmpty) return this.#last;
    const send = async () => this.#pages.send(await this.#read(), updateOf);
    // One that could not be made is left out; the next comes within a second.
    this.#last = this.#last.then(send).catch(() => {});
    return this.#last;
  }
}
