import browser from 'webextension-polyfill';
import { NOWHERE_PORT } from '../../browser-proxy/browser-proxy.ts';

const DEAD = {
  proxyType: 'manual',
  socks: `127.0.0.1:${NOWHERE_PORT}`,
  socksVersion: 5,
  proxyDNS: true,
  passthrough: '',
};

/**
 * Makes Firefox's own proxy setting lead nowhere, or gives it back. The setting holds for whatever
 * the extension does not answer, also while it is updated; Firefox gives it back by itself when the
 * extension is disabled or removed.
 *
 * @throws where the extension is not allowed in private windows, for which the setting holds too
 */
export async function setDeadProxy(isSet: boolean): Promise<void> {
  const { settings } = browser.proxy;
  await (isSet ? settings.set({ value: DEAD }) : settings.clear({}));
}
