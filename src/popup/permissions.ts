import browser, { type Permissions } from 'webextension-polyfill';
import { originsOf } from '../meek/fronts/origins.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import { LISTED_ORIGINS } from '../meek/fronts/subscription/subscription.ts';

const PRIVACY = 'privacy' as const;
const HELPER = 'nativeMessaging' as const;

/** The person said no to all that was asked for: the next click asks for what is needed, no more. */
let isRefused = false;

/**
 * Asks the browser for what the profile needs; it asks the person only for what is not granted.
 *
 * `toListed`: for the fronts that a subscription names, and the list itself. `withHelper`: also for
 * talking to the helper.
 *
 * Must be called in the handler of a click, before anything is awaited.
 */
export function requestAccess(
  profile: Pick<Profile, 'innerHost' | 'fronts'>,
  { toListed = false, withHelper = false } = {},
): Promise<boolean> {
  const origins = originsOf(profile, isFirefox());
  return request({
    origins: toListed ? [...origins, LISTED_ORIGINS] : origins,
    permissions: [...(isRefused ? [] : [PRIVACY]), ...(withHelper ? [HELPER] : [])],
  });
}

/** Asks for that without which the profile's tunnel cannot start. Likewise in a click's handler. */
export function requestNeeds(profile: Pick<Profile, 'innerHost' | 'fronts'>): Promise<boolean> {
  return browser.permissions.request({
    origins: originsOf(profile, isFirefox()),
    permissions: [HELPER],
  });
}

/** The same for a test of these fronts while the tunnel is off, which needs less in Firefox. */
export function requestTestAccess(profile: Pick<Profile, 'innerHost' | 'fronts'>) {
  return browser.permissions.request({ origins: originsOf(profile, false) });
}

/** Asks for the permission to shut what goes around the tunnel. Likewise in a click's handler. */
export function requestPrivacy(): Promise<boolean> {
  return browser.permissions.request({ permissions: [PRIVACY] });
}

export function isFirefox(): boolean {
  return browser.runtime.getURL('').startsWith('moz-extension:');
}

function request(wanted: Permissions.Permissions): Promise<boolean> {
  const answer = browser.permissions.request(wanted);
  answer.then(
    (isGranted) => {
      isRefused = !isGranted;
    },
    () => {},
  );
  return answer;
}

/**
 * Asks whether the extension may talk to the helper.
 *
 * Must be called in the handler of a click, before anything is awaited.
 */
export function requestHelperAccess(): Promise<boolean> {
  return browser.permissions.request({ permissions: [HELPER] });
}
