import browser from 'webextension-polyfill';
import { originsOf } from '../meek/fronts/origins.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import type { Platform } from './fronting/plan.ts';
import { HELPER_PERMISSION } from './pairing/helper-permission.ts';
import type { Reason } from './state.ts';

/** What a tunnel of this profile needs and the browser does not allow; null when that is nothing. */
export async function missingPermission(
  profile: Profile,
  platform: Platform,
): Promise<Reason | null> {
  const origins = originsOf(profile, platform === 'firefox');
  if (!(await browser.permissions.contains({ origins }))) return 'permission-missing';
  const mayTalk = await browser.permissions.contains(HELPER_PERMISSION);
  return mayTalk ? null : 'helper-permission-missing';
}
