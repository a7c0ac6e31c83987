import browser from 'webextension-polyfill';
import { InTurn } from '../../in-turn.ts';
import type { TunnelState } from '../../state.ts';
import { setDeadProxy } from './dead-proxy.ts';
import { blockPages } from './page-block.ts';

/**
 * Stands behind `proxy.onRequest` while the tunnel is wanted: Firefox asks only about hosts that the
 * extension has permission for, which the person may take back at any time, and lets everything
 * else go where its own settings say.
 */
export class Backstop {
  readonly #turns = new InTurn();
  #isWanted = false;

  follow({ kind }: TunnelState): void {
    const isWanted = kind !== 'off' && kind !== 'direct';
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    void this.renew();
  }

  /** Sets, or gives back, as it is wanted now; after permissions have changed, and at the start. */
  renew(): Promise<void> {
    return this.#turns.run(async () => {
      const mustBlock = this.#isWanted && !(await isAskedAboutAll());
      // Each stands for itself: one that Firefox refuses does not keep the other from it.
      await Promise.allSettled([blockPages(mustBlock), setDeadProxy(this.#isWanted)]);
    });
  }
}

/** Where that cannot be told, it is not. */
function isAskedAboutAll(): Promise<boolean> {
  return browser.permissions.contains({ origins: ['<all_urls>'] }).catch(() => false);
}
