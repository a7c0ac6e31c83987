import browser from 'webextension-polyfill';
import { Backstop } from '../leak-guard/firefox/backstop.ts';
import type { Foundation } from './foundation.ts';
import type { TunnelSide } from './tunnel.ts';

/**
 * What only Firefox needs, where pages go out directly when the extension is not asked.
 *
 * @returns what is to be renewed at the start
 */
export function wireFirefox(
  { platform, states, begun }: Foundation,
  { controller }: Pick<TunnelSide, 'controller'>,
): Pick<Backstop, 'renew'>[] {
  if (platform !== 'firefox') return [];
  const backstop = new Backstop();
  const renew = () => void backstop.renew();
  states.follow((state) => backstop.follow(state));
  browser.permissions.onAdded.addListener(renew);
  browser.permissions.onRemoved.addListener(renew);
  // An update would start the extension anew under the pages. Where somebody listens, Firefox puts
  // it off to its own next start.
  browser.runtime.onUpdateAvailable.addListener(async () => {
    await begun.promise.catch(() => {});
    if (controller.state.kind === 'off') browser.runtime.reload();
  });
  return [backstop];
}
