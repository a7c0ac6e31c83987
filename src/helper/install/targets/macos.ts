import type { BrowserRow } from './row.ts';

const CHROME_USER = '{support}/Google/Chrome/NativeMessagingHosts';
const CHROME_SYSTEM = '/Library/Google/Chrome/NativeMessagingHosts';

/** @param folder below `~/Library/Application Support` */
function row(
  family: BrowserRow['family'],
  browser: string,
  title: string,
  folder: string,
  app: string,
  system: readonly string[] = [],
): BrowserRow {
  return {
    ...{ browser, title, family, system },
    user: [`{support}/${folder}/NativeMessagingHosts`],
    // Firefox and its kin keep profiles in another folder than manifests.
    traces: [`{support}/${folder}`, `/Applications/${app}.app`, `~/Applications/${app}.app`],
  };
}

const chromium = row.bind(null, 'chromium');
const firefox = row.bind(null, 'firefox');

export const MACOS: readonly BrowserRow[] = [
  chromium('chromium', 'Chromium', 'Chromium', 'Chromium', [
    '/Library/Application Support/Chromium/NativeMessagingHosts',
  ]),
  chromium('chrome', 'Chrome', 'Google/Chrome', 'Google Chrome', [CHROME_SYSTEM]),
  chromium('chrome-beta', 'Chrome Beta', 'Google/Chrome Beta', 'Google Chrome Beta', [
    CHROME_SYSTEM,
  ]),
  chromium('chrome-dev', 'Chrome Dev', 'Google/Chrome Dev', 'Google Chrome Dev', [CHROME_SYSTEM]),
  chromium('chrome-canary', 'Chrome Canary', 'Google/Chrome Canary', 'Google Chrome Canary', [
    CHROME_SYSTEM,
  ]),
  ...['', ' Beta', ' Dev', ' Canary'].map((channel) =>
    chromium(
      `edge${channel.toLowerCase().replace(' ', '-')}`,
      `Edge${channel}`,
      `Microsoft Edge${channel}`,
      `Microsoft Edge${channel}`,
      ['/Library/Microsoft/Edge/NativeMessagingHosts'],
    ),
  ),
  {
    ...chromium('brave', 'Brave', 'BraveSoftware/Brave-Browser', 'Brave Browser', [CHROME_SYSTEM]),
    // Some versions read Chrome's only.
    user: ['{support}/BraveSoftware/Brave-Browser/NativeMessagingHosts', CHROME_USER],
  },
  chromium('vivaldi', 'Vivaldi', 'Vivaldi', 'Vivaldi', [
    '/Library/Application Support/Vivaldi/NativeMessagingHosts',
  ]),
  chromium('opera', 'Opera', 'com.operasoftware.Opera', 'Opera'),
  chromium('opera-gx', 'Opera GX', 'com.operasoftware.OperaGX', 'Opera GX'),
  chromium('arc', 'Arc', 'Arc/User Data', 'Arc', [
    '/Library/Application Support/Arc/User Data/NativeMessagingHosts',
  ]),
  chromium('yandex', 'Yandex', 'Yandex/YandexBrowser', 'Yandex'),
  chromium('helium', 'Helium', 'net.imput.helium', 'Helium'),
  {
    ...firefox('firefox', 'Firefox', 'Mozilla', 'Firefox', [
      '/Library/Application Support/Mozilla/NativeMessagingHosts',
    ]),
    traces: ['{support}/Firefox', '/Applications/Firefox.app', '~/Applications/Firefox.app'],
  },
  firefox('librewolf', 'LibreWolf', 'librewolf', 'LibreWolf', [
    '/Library/Application Support/librewolf/NativeMessagingHosts',
  ]),
  firefox('zen', 'Zen', 'Zen', 'Zen'),
];
