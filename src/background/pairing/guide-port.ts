import browser from 'webextension-polyfill';
import type { HelperWatch } from './helper-watch.ts';

/** What a guide that is open connects to. */
export const GUIDE_PORT = 'helper-guide';

/** Has the helper looked for while a guide is open in some tab. */
export function watchForGuides(watch: Pick<HelperWatch, 'guideOpened' | 'guideClosed'>): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== GUIDE_PORT || port.sender?.id !== browser.runtime.id) return;
    watch.guideOpened();
    port.onDisconnect.addListener(() => watch.guideClosed());
  });
}
