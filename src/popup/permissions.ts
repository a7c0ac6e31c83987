import browser from 'webextension-polyfill';
import { originsOf } from '../meek/fronts/origins.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import { LISTED_ORIGINS } from '../meek/fronts/subscription/subscription.ts';

/**
 * Asks the browser for what the profile needs; it asks the person only for what is not granted.
 *
 * `toListed`: for the fronts that a subscription names, and the list itself.
 *
 * Must be called in the handler of a click, before anything is awaited.
 */
export function requestAccess(
  profile: Pick<Profile, 'innerHost' | 'fronts'>,
  { toListed = false } = {},
): Promise<boolean> {
  const origins = originsOf(profile, isFirefox());
  return browser.permissions.request({
    origins: toListed ? [...origins, LISTED_ORIGINS] : origins,
  });
}

/** The same for a test of these fronts while the tunnel is off, which needs less in Firefox. */
export function requestTestAccess(profile: Pick<Profile, 'innerHost' | 'fronts'>) {
  return browser.permissions.request({ origins: originsOf(profile, false) });
}

export function isFirefox(): boolean {
  return browser.runtime.getURL('').startsWith('moz-extension:');
}
