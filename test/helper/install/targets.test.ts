import { describe, expect, test } from 'vitest';
import { findTarget, inProfile, targetsOn } from '../../../src/helper/install/targets.ts';
import { MemoryMachine } from './memory-machine.ts';

const CHROME_LINUX = '/etc/opt/chrome/native-messaging-hosts';

/** Where browsers look, by their makers' pages and by what other helpers write. */
describe('on Linux', () => {
  const machine = new MemoryMachine('linux');
  const config = '/home/someone/.config';
  const flatpak = '/home/someone/.var/app';

  test.each([
    [
      'chromium',
      [`${config}/chromium/NativeMessagingHosts`],
      ['/etc/chromium/native-messaging-hosts'],
    ],
    ['chrome', [`${config}/google-chrome/NativeMessagingHosts`], [CHROME_LINUX]],
    ['chrome-beta', [`${config}/google-chrome-beta/NativeMessagingHosts`], [CHROME_LINUX]],
    ['chrome-dev', [`${config}/google-chrome-unstable/NativeMessagingHosts`], [CHROME_LINUX]],
    [
      'edge',
      [`${config}/microsoft-edge/NativeMessagingHosts`],
      ['/etc/opt/edge/native-messaging-hosts'],
    ],
    ['brave', [`${config}/BraveSoftware/Brave-Browser/NativeMessagingHosts`], [CHROME_LINUX]],
    [
      'vivaldi',
      [`${config}/vivaldi/NativeMessagingHosts`],
      ['/etc/opt/vivaldi/native-messaging-hosts'],
    ],
    [
      'opera',
      [`${config}/opera/NativeMessagingHosts`, `${config}/google-chrome/NativeMessagingHosts`],
      [CHROME_LINUX],
    ],
    [
      'yandex',
      [`${config}/yandex-browser/NativeMessagingHosts`],
      ['/etc/opt/yandex-browser/native-messaging-hosts'],
    ],
    [
      'iridium',
      [`${config}/iridium/NativeMessagingHosts`],
      ['/etc/iridium-browser/native-messaging-hosts'],
    ],
    [
      'slimjet',
      [`${config}/slimjet/NativeMessagingHosts`],
      ['/etc/opt/slimjet/native-messaging-hosts'],
    ],
    ['helium', [`${config}/net.imput.helium/NativeMessagingHosts`], []],
    [
      'firefox',
      ['/home/someone/.mozilla/native-messaging-hosts'],
      ['/usr/lib/mozilla/native-messaging-hosts', '/usr/lib64/mozilla/native-messaging-hosts'],
    ],
    [
      'librewolf',
      ['/home/someone/.librewolf/native-messaging-hosts'],
      ['/usr/lib/librewolf/native-messaging-hosts'],
    ],
    [
      'waterfox',
      ['/home/someone/.waterfox/native-messaging-hosts'],
      ['/usr/lib/waterfox/native-messaging-hosts'],
    ],
    ['floorp', ['/home/someone/.floorp/native-messaging-hosts'], []],
    ['firefox-flatpak', [`${flatpak}/org.mozilla.firefox/.mozilla/native-messaging-hosts`], []],
    [
      'librewolf-flatpak',
      [`${flatpak}/io.gitlab.librewolf-community/.librewolf/native-messaging-hosts`],
      [],
    ],
    [
      'chrome-flatpak',
      [`${flatpak}/com.google.Chrome/config/google-chrome/NativeMessagingHosts`],
      [],
    ],
    [
      'chromium-flatpak',
      [`${flatpak}/org.chromium.Chromium/config/chromium/NativeMessagingHosts`],
      [],
    ],
    [
      'brave-flatpak',
      [`${flatpak}/com.brave.Browser/config/BraveSoftware/Brave-Browser/NativeMessagingHosts`],
      [],
    ],
    ['firefox-snap', ['/home/someone/.mozilla/native-messaging-hosts'], []],
    ['chromium-snap', [], []],
  ])('%s', (browser, userFolders, systemFolders) => {
    const target = findTarget(targetsOn(machine), browser);
    expect(target).toMatchObject({ userFolders, systemFolders, registryKeys: [] });
  });

  test('the configuration folder is the environment’s', () => {
    const moved = new MemoryMachine('linux', { XDG_CONFIG_HOME: '/c' });
    const { userFolders } = findTarget(targetsOn(moved), 'chrome');
    expect(userFolders).toEqual(['/c/google-chrome/NativeMessagingHosts']);
  });
});

describe('on macOS', () => {
  const machine = new MemoryMachine('darwin');
  const support = '/Users/someone/Library/Application Support';
  const chrome = `${support}/Google/Chrome/NativeMessagingHosts`;
  const chromeSystem = ['/Library/Google/Chrome/NativeMessagingHosts'];

  test.each([
    ['chrome', [chrome], chromeSystem],
    ['chrome-canary', [`${support}/Google/Chrome Canary/NativeMessagingHosts`], chromeSystem],
    [
      'chromium',
      [`${support}/Chromium/NativeMessagingHosts`],
      ['/Library/Application Support/Chromium/NativeMessagingHosts'],
    ],
    [
      'edge',
      [`${support}/Microsoft Edge/NativeMessagingHosts`],
      ['/Library/Microsoft/Edge/NativeMessagingHosts'],
    ],
    [
      'edge-beta',
      [`${support}/Microsoft Edge Beta/NativeMessagingHosts`],
      ['/Library/Microsoft/Edge/NativeMessagingHosts'],
    ],
    [
      'brave',
      [`${support}/BraveSoftware/Brave-Browser/NativeMessagingHosts`, chrome],
      chromeSystem,
    ],
    [
      'vivaldi',
      [`${support}/Vivaldi/NativeMessagingHosts`],
      ['/Library/Application Support/Vivaldi/NativeMessagingHosts'],
    ],
    ['opera', [`${support}/com.operasoftware.Opera/NativeMessagingHosts`], []],
    ['opera-gx', [`${support}/com.operasoftware.OperaGX/NativeMessagingHosts`], []],
    [
      'arc',
      [`${support}/Arc/User Data/NativeMessagingHosts`],
      ['/Library/Application Support/Arc/User Data/NativeMessagingHosts'],
    ],
    ['yandex', [`${support}/Yandex/YandexBrowser/NativeMessagingHosts`], []],
    ['helium', [`${support}/net.imput.helium/NativeMessagingHosts`], []],
    [
      'firefox',
      [`${support}/Mozilla/NativeMessagingHosts`],
      ['/Library/Application Support/Mozilla/NativeMessagingHosts'],
    ],
    [
      'librewolf',
      [`${support}/librewolf/NativeMessagingHosts`],
      ['/Library/Application Support/librewolf/NativeMessagingHosts'],
    ],
    ['zen', [`${support}/Zen/NativeMessagingHosts`], []],
  ])('%s', (browser, userFolders, systemFolders) => {
    const target = findTarget(targetsOn(machine), browser);
    expect(target).toMatchObject({ userFolders, systemFolders, registryKeys: [] });
  });
});

describe('on Windows', () => {
  const hosts = (product: string) => `Software\\${product}\\NativeMessagingHosts`;
  const chrome = hosts('Google\\Chrome');

  test.each([
    ['chrome', [chrome]],
    ['chromium', [hosts('Chromium')]],
    ['edge', [hosts('Microsoft\\Edge')]],
    ['brave', [hosts('BraveSoftware\\Brave-Browser'), chrome]],
    ['vivaldi', [hosts('Vivaldi'), chrome]],
    ['opera', [chrome, hosts('Opera Software\\Opera Stable')]],
    ['yandex', [hosts('Yandex\\YandexBrowser'), hosts('YandexBrowser')]],
    ['firefox', [hosts('Mozilla')]],
    ['librewolf', [hosts('Mozilla')]],
    ['waterfox', [hosts('Mozilla')]],
    ['floorp', [hosts('Mozilla')]],
    ['zen', [hosts('Mozilla')]],
  ])('%s', (browser, registryKeys) => {
    const target = findTarget(targetsOn(new MemoryMachine('win32')), browser);
    expect(target).toMatchObject({ registryKeys, userFolders: [], systemFolders: [] });
  });
});

describe('a browser is found', () => {
  test.each([
    ['by its profiles', 'linux', '/home/someone/.config/google-chrome/Local State', ['chrome']],
    ['by its program', 'linux', '/usr/bin/vivaldi', ['vivaldi']],
    ['as a Flatpak', 'linux', '/var/lib/flatpak/app/com.brave.Browser/x', ['brave-flatpak']],
    ['as a Snap, and only as that', 'linux', '/snap/bin/firefox', []],
    ['by a Snap’s folder', 'linux', '/snap/chromium/current/x', ['chromium-snap']],
    ['by its app', 'darwin', '/Applications/Zen.app/Contents/Info.plist', ['zen']],
    [
      'by its profiles on Windows',
      'win32',
      'C:\\Users\\someone\\AppData\\Roaming\\Mozilla\\Firefox\\profiles.ini',
      ['firefox'],
    ],
  ] as const)('%s', (_how, platform, trace, browsers) => {
    const machine = new MemoryMachine(platform, { PATH: '/usr/bin:/snap/bin:relative' });
    machine.put(trace);
    const present = targetsOn(machine).filter(({ isPresent }) => isPresent);
    expect(present.map(({ browser }) => browser)).toEqual(browsers);
  });
});

test.each(['linux', 'darwin', 'win32'] as const)('names on %s differ', (platform) => {
  const names = targetsOn(new MemoryMachine(platform)).map(({ browser }) => browser);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('tor-browser');
});

test('a profile of its own is Chromium’s only, and does not depend on where one stands', () => {
  const machine = new MemoryMachine('linux');
  const inFolder = (browser: string) =>
    inProfile(machine, findTarget(targetsOn(machine), browser), 'p').userFolders;
  expect(inFolder('chromium')).toEqual([`${process.cwd()}/p/NativeMessagingHosts`]);
  expect(() => inFolder('firefox')).toThrow('per user, not per profile');
});

test('an unknown browser is refused with the names of the known', () => {
  const targets = targetsOn(new MemoryMachine('win32'));
  expect(() => findTarget(targets, 'netscape')).toThrow(/“netscape” is not .* chrome, chromium/);
});
