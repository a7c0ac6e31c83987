import { type Chain, type ChainOptions, openChain } from './chain.ts';
import type { Link } from './link.ts';
import { openPath, type Path } from './path.ts';

/** One path and one chain at a time, kept for as long as rows ask for the same. */
export class Testbed implements AsyncDisposable {
  #path: { key: string; path: Path } | undefined;
  #chain: { key: string; chain: Chain } | undefined;
  #opening: Promise<unknown> = Promise.resolve();
  #clearing: Promise<void> = Promise.resolve();
  #isClosed = false;

  async path(link: Link): Promise<Path> {
    const key = JSON.stringify(link);
    if (this.#path?.key === key) return this.#path.path;
    await this.clear();
    const path = await this.#open(() => openPath(link));
    this.#path = { key, path };
    return path;
  }

  async chain(link: Link, options: ChainOptions = {}): Promise<Chain> {
    const path = await this.path(link);
    const key = JSON.stringify(options);
    if (this.#chain?.key === key) return this.#chain.chain;
    await this.#closeChain();
    const chain = await this.#open(() => openChain(path, options));
    this.#chain = { key, chain };
    return chain;
  }

  /** After a failure nothing is taken to be as it was. */
  clear(): Promise<void> {
    // One after the other, so that the last one ends when all is closed.
    this.#clearing = this.#clearing.catch(() => {}).then(() => this.#closeAll());
    return this.#clearing;
  }

  async #closeAll(): Promise<void> {
    await this.#closeChain();
    const closing = this.#path;
    this.#path = undefined;
    await closing?.path[Symbol.asyncDispose]();
  }

  /** Nothing can be opened after this, and what is being opened is closed too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#opening.catch(() => {});
    await this.clear();
  }

  #open<T>(open: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error('The benchmark is ending.');
    const opening = open();
    this.#opening = opening;
    return opening;
  }

  async #closeChain(): Promise<void> {
    const closing = this.#chain;
    this.#chain = undefined;
    await closing?.chain[Symbol.asyncDispose]();
  }
}
