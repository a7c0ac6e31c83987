import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { HelperError } from '../errors.ts';

export type BrowserFamily = 'chromium' | 'firefox';

interface Target {
  readonly family: BrowserFamily;
  /** Relative to the configuration folder on Linux. */
  readonly linux: string;
  /** Relative to `~/Library/Application Support` on macOS. */
  readonly macos: string;
}

/** Where each browser looks for native hosts of one user; Firefox looks below `~/.mozilla`. */
const TARGETS: Record<string, Target> = {
  chromium: { family: 'chromium', linux: 'chromium', macos: 'Chromium' },
  chrome: { family: 'chromium', linux: 'google-chrome', macos: 'Google/Chrome' },
  'chrome-beta': { family: 'chromium', linux: 'google-chrome-beta', macos: 'Google/Chrome Beta' },
  edge: { family: 'chromium', linux: 'microsoft-edge', macos: 'Microsoft Edge' },
  brave: {
    family: 'chromium',
    linux: 'BraveSoftware/Brave-Browser',
    macos: 'BraveSoftware/Brave-Browser',
  },
  vivaldi: { family: 'chromium', linux: 'vivaldi', macos: 'Vivaldi' },
  opera: { family: 'chromium', linux: 'opera', macos: 'com.operasoftware.Opera' },
  firefox: { family: 'firefox', linux: '.mozilla', macos: 'Mozilla' },
  librewolf: { family: 'firefox', linux: '.librewolf', macos: 'librewolf' },
};

export const BROWSER_NAMES = Object.keys(TARGETS);

export interface ManifestPlace {
  readonly browser: string;
  readonly family: BrowserFamily;
  readonly folder: string;
}

export interface PlaceOptions {
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  readonly configHome?: string | undefined;
  /** A Chromium `--user-data-dir`: such a browser looks nowhere else of the user's. */
  readonly profileFolder?: string | undefined;
}

/** @throws HelperError for a browser or a system that is not known */
export function manifestPlace(browser: string, options: PlaceOptions = {}): ManifestPlace {
  const target = TARGETS[browser];
  if (!target) {
    const known = BROWSER_NAMES.join(', ');
    throw new HelperError('HELPER_USAGE', `“${browser}” is not a known browser: ${known}.`);
  }
  const { family } = target;
  return { browser, family, folder: manifestFolder(target, options) };
}

function manifestFolder(target: Target, options: PlaceOptions): string {
  const { platform = process.platform, home = homedir(), profileFolder } = options;
  if (profileFolder) {
    if (target.family === 'chromium') return resolve(profileFolder, 'NativeMessagingHosts');
    throw new HelperError('HELPER_USAGE', 'Firefox looks for helpers per user, not per profile.');
  }
  if (platform === 'darwin') {
    return join(home, 'Library', 'Application Support', target.macos, 'NativeMessagingHosts');
  }
  if (platform !== 'linux') {
    throw new HelperError('HELPER_INSTALL', `Installing on ${platform} is not supported yet.`);
  }
  if (target.family === 'firefox') return join(home, target.linux, 'native-messaging-hosts');
  const configHome = options.configHome ?? process.env.XDG_CONFIG_HOME ?? join(home, '.config');
  return join(configHome, target.linux, 'NativeMessagingHosts');
}
