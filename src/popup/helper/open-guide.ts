import browser from 'webextension-polyfill';
import type { PopupModel } from '../popup-model.ts';

/** Shows the guide in a tab of its own: a popup closes as soon as the person turns elsewhere. */
export async function openGuide(model: PopupModel): Promise<void> {
  if (!browser.extension.getViews({ type: 'popup' }).includes(window)) return model.show('setup');
  await browser.tabs.create({ url: browser.runtime.getURL('src/popup/index.html#setup') });
  window.close();
}
