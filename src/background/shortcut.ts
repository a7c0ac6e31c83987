import browser from 'webextension-polyfill';

/** The command's name in the manifest, which suggests no key for it. */
const TOGGLE = 'toggle-tunnel';

/** Listens for the key that the person chose for it; Firefox for Android has no such keys. */
export function onToggleKey(toggle: () => void): void {
  browser.commands?.onCommand.addListener((command) => {
    if (command === TOGGLE) toggle();
  });
}
