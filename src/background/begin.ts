import type { BrowserProxy } from './browser-proxy/browser-proxy.ts';
import type { Controller } from './controller.ts';
import type { DirectPause } from './direct/direct-pause.ts';
import type { LeakGuard } from './leak-guard/leak-guard.ts';
import type { SiteKeeper } from './sites/site-keeper.ts';
import type { StartWish } from './start-wish.ts';

export interface BeginParts {
  readonly sites: Pick<SiteKeeper, 'apply'>;
  readonly startWish: Pick<StartWish, 'isWanted'>;
  readonly pause: Pick<DirectPause, 'untilMs'>;
  readonly controller: Pick<Controller, 'start' | 'goDirect'>;
  readonly proxy: Pick<BrowserProxy, 'release'>;
  /** Further things that leave the browser as it was, where nothing is wanted. */
  readonly guards: readonly Pick<LeakGuard, 'renew'>[];
}

/** Takes up what was wanted when the worker, the extension or the browser ended. */
export async function begin(parts: BeginParts): Promise<void> {
  const { sites, startWish, pause, controller, proxy, guards } = parts;
  // Without the rules, everything is for the tunnel.
  await sites.apply().catch(() => {});
  const wanted = await startWish.isWanted();
  const untilMs = wanted ? await pause.untilMs() : null;
  if (untilMs !== null) await controller.goDirect(untilMs);
  else if (wanted) controller.start();
  else await Promise.all([proxy.release(), ...guards.map((guard) => guard.renew())]);
}
