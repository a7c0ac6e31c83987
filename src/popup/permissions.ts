import browser from 'webextension-polyfill';
import { originsOf } from '../meek/fronts/origins.ts';
import type { Profile } from '../meek/fronts/profile.ts';

/**
 * Asks the browser for what the profile needs; it asks the person only for what is not granted.
 *
 * Must be called in the handler of a click, before anything is awaited.
 */
export function requestAccess(profile: Pick<Profile, 'innerHost' | 'fronts'>): Promise<boolean> {
  const isFirefox = browser.runtime.getURL('').startsWith('moz-extension:');
  return browser.permissions.request({ origins: originsOf(profile, isFirefox) });
}
