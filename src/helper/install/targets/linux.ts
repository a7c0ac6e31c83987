import type { BrowserRow } from './row.ts';

const CHROME_SYSTEM = '/etc/opt/chrome/native-messaging-hosts';

/** Programs that the browser's packages are started by. */
type Programs = readonly string[];

function chromium(
  browser: string,
  title: string,
  profiles: string,
  system: readonly string[],
  programs: Programs,
): BrowserRow {
  const user = [`${profiles}/NativeMessagingHosts`];
  return { browser, title, family: 'chromium', user, system, traces: [profiles], programs };
}

/** Not below `~/.config`, where newer Firefoxes keep their profiles; not even then. */
function firefox(
  browser: string,
  title: string,
  folder: string,
  system: readonly string[],
  traces: readonly string[] = [folder],
): BrowserRow {
  const user = [`${folder}/native-messaging-hosts`];
  return { browser, title, family: 'firefox', user, system, traces, programs: [browser] };
}

/**
 * Chromium's kin look beside their profiles. Tor Browser is left out on purpose: another proxy in it
 * would undo what it is for.
 */
export const LINUX: readonly BrowserRow[] = [
  chromium(
    'chromium',
    'Chromium',
    '{config}/chromium',
    ['/etc/chromium/native-messaging-hosts'],
    ['chromium', 'chromium-browser'],
  ),
  chromium(
    'chrome',
    'Chrome',
    '{config}/google-chrome',
    [CHROME_SYSTEM],
    ['google-chrome', 'google-chrome-stable'],
  ),
  chromium(
    'chrome-beta',
    'Chrome Beta',
    '{config}/google-chrome-beta',
    [CHROME_SYSTEM],
    ['google-chrome-beta'],
  ),
  chromium(
    'chrome-dev',
    'Chrome Dev',
    '{config}/google-chrome-unstable',
    [CHROME_SYSTEM],
    ['google-chrome-unstable'],
  ),
  chromium(
    'edge',
    'Edge',
    '{config}/microsoft-edge',
    ['/etc/opt/edge/native-messaging-hosts'],
    ['microsoft-edge', 'microsoft-edge-stable'],
  ),
  chromium(
    'brave',
    'Brave',
    '{config}/BraveSoftware/Brave-Browser',
    [CHROME_SYSTEM],
    ['brave-browser', 'brave'],
  ),
  chromium(
    'vivaldi',
    'Vivaldi',
    '{config}/vivaldi',
    ['/etc/opt/vivaldi/native-messaging-hosts'],
    ['vivaldi', 'vivaldi-stable'],
  ),
  chromium(
    'vivaldi-snapshot',
    'Vivaldi Snapshot',
    '{config}/vivaldi-snapshot',
    ['/etc/opt/vivaldi/native-messaging-hosts'],
    ['vivaldi-snapshot'],
  ),
  {
    // Sources disagree on which of the two it reads.
    ...chromium('opera', 'Opera', '{config}/opera', [CHROME_SYSTEM], ['opera']),
    user: ['{config}/opera/NativeMessagingHosts', '{config}/google-chrome/NativeMessagingHosts'],
  },
  chromium(
    'yandex',
    'Yandex',
    '{config}/yandex-browser',
    ['/etc/opt/yandex-browser/native-messaging-hosts'],
    ['yandex-browser', 'yandex-browser-stable'],
  ),
  chromium(
    'iridium',
    'Iridium',
    '{config}/iridium',
    ['/etc/iridium-browser/native-messaging-hosts'],
    ['iridium-browser'],
  ),
  chromium(
    'slimjet',
    'Slimjet',
    '{config}/slimjet',
    ['/etc/opt/slimjet/native-messaging-hosts'],
    ['slimjet', 'flashpeak-slimjet'],
  ),
  {
    // Builds differ in which of the two is theirs.
    ...chromium(
      'ungoogled-chromium',
      'Ungoogled Chromium',
      '{config}/ungoogled-chromium',
      [],
      ['ungoogled-chromium'],
    ),
    user: [
      '{config}/ungoogled-chromium/NativeMessagingHosts',
      '{config}/chromium/NativeMessagingHosts',
    ],
  },
  chromium('helium', 'Helium', '{config}/net.imput.helium', [], ['helium']),
  {
    ...firefox(
      'firefox',
      'Firefox',
      '~/.mozilla',
      ['/usr/lib/mozilla/native-messaging-hosts', '/usr/lib64/mozilla/native-messaging-hosts'],
      ['~/.mozilla/firefox', '{config}/mozilla/firefox'],
    ),
    programs: ['firefox', 'firefox-esr'],
  },
  firefox('librewolf', 'LibreWolf', '~/.librewolf', ['/usr/lib/librewolf/native-messaging-hosts']),
  firefox('waterfox', 'Waterfox', '~/.waterfox', ['/usr/lib/waterfox/native-messaging-hosts']),
  firefox('floorp', 'Floorp', '~/.floorp', []),
];
