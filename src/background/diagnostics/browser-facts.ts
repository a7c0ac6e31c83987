import browser from 'webextension-polyfill';
import type { Platform } from '../fronting/plan.ts';
import type { Report } from './report.ts';

/** What the browser says of itself and of what it grants. */
export interface BrowserFacts extends Omit<Report['browser'], 'system'> {
  readonly extensionVersion: string;
  readonly system: string;
  readonly granted: Report['granted'];
}

const SYSTEMS = ['android', 'cros', 'fuchsia', 'linux', 'mac', 'openbsd', 'win'];

/** @param origins what the profile in use needs to be granted */
export async function browserFacts(kind: Platform, origins: string[]): Promise<BrowserFacts> {
  const [{ os }, sites, privateWindows] = await Promise.all([
    browser.runtime.getPlatformInfo(),
    browser.permissions.contains({ origins }),
    browser.extension.isAllowedIncognitoAccess(),
  ]);
  return {
    extensionVersion: browser.runtime.getManifest().version,
    kind,
    version: majorVersion(navigator.userAgent),
    system: SYSTEMS.includes(os) ? os : 'other',
    granted: { sites, privateWindows },
  };
}

export function majorVersion(userAgent: string): number | null {
  const version = /(?:Firefox|Chrome)\/(\d{1,4})/.exec(userAgent)?.[1];
  return version === undefined ? null : Number(version);
}
