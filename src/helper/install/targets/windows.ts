import type { BrowserFamily, BrowserRow } from './row.ts';

/** @param products folders of the registry below `Software` */
function row(
  browser: string,
  title: string,
  family: BrowserFamily,
  products: readonly string[],
  traces: readonly string[],
): BrowserRow {
  const keys = products.map((product) => `Software\\${product}\\NativeMessagingHosts`);
  return { browser, title, family, keys, traces };
}

const CHROME = 'Google\\Chrome';
const MOZILLA = ['Mozilla'];

export const WINDOWS: readonly BrowserRow[] = [
  row(
    'chrome',
    'Chrome',
    'chromium',
    [CHROME],
    ['{local}/Google/Chrome/User Data', '{programs}/Google/Chrome'],
  ),
  row('chromium', 'Chromium', 'chromium', ['Chromium'], ['{local}/Chromium/User Data']),
  row('edge', 'Edge', 'chromium', ['Microsoft\\Edge'], ['{local}/Microsoft/Edge/User Data']),
  row(
    'brave',
    'Brave',
    'chromium',
    ['BraveSoftware\\Brave-Browser', CHROME],
    ['{local}/BraveSoftware/Brave-Browser/User Data', '{programs}/BraveSoftware/Brave-Browser'],
  ),
  row('vivaldi', 'Vivaldi', 'chromium', ['Vivaldi', CHROME], ['{local}/Vivaldi/User Data']),
  row(
    'opera',
    'Opera',
    'chromium',
    [CHROME, 'Opera Software\\Opera Stable'],
    ['{roaming}/Opera Software/Opera Stable'],
  ),
  row(
    'yandex',
    'Yandex',
    'chromium',
    ['Yandex\\YandexBrowser', 'YandexBrowser'],
    ['{local}/Yandex/YandexBrowser/User Data'],
  ),
  row('firefox', 'Firefox', 'firefox', MOZILLA, [
    '{roaming}/Mozilla/Firefox',
    '{programs}/Mozilla Firefox',
  ]),
  row('librewolf', 'LibreWolf', 'firefox', MOZILLA, [
    '{roaming}/librewolf',
    '{programs}/LibreWolf',
  ]),
  row('waterfox', 'Waterfox', 'firefox', MOZILLA, ['{roaming}/Waterfox', '{programs}/Waterfox']),
  row('floorp', 'Floorp', 'firefox', MOZILLA, ['{roaming}/Floorp']),
  row('zen', 'Zen', 'firefox', MOZILLA, ['{roaming}/zen', '{programs}/Zen Browser']),
];
