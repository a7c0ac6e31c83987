import type { BrowserFamily, BrowserRow } from './row.ts';

/** @param folder below `~/.var/app/ID`, which is all of the home that the browser sees */
function flatpak(
  browser: string,
  title: string,
  family: BrowserFamily,
  appId: string,
  folder: string,
): BrowserRow {
  const hosts = family === 'firefox' ? 'native-messaging-hosts' : 'NativeMessagingHosts';
  return {
    browser: `${browser}-flatpak`,
    title: `${title} (Flatpak)`,
    family,
    user: [`~/.var/app/${appId}/${folder}/${hosts}`],
    traces: [
      `~/.var/app/${appId}`,
      `~/.local/share/flatpak/app/${appId}`,
      `/var/lib/flatpak/app/${appId}`,
    ],
    confinement: 'flatpak',
  };
}

export const FLATPAK: readonly BrowserRow[] = [
  flatpak('chromium', 'Chromium', 'chromium', 'org.chromium.Chromium', 'config/chromium'),
  flatpak('chrome', 'Chrome', 'chromium', 'com.google.Chrome', 'config/google-chrome'),
  flatpak(
    'chrome-dev',
    'Chrome Dev',
    'chromium',
    'com.google.ChromeDev',
    'config/google-chrome-unstable',
  ),
  flatpak('edge', 'Edge', 'chromium', 'com.microsoft.Edge', 'config/microsoft-edge'),
  flatpak('brave', 'Brave', 'chromium', 'com.brave.Browser', 'config/BraveSoftware/Brave-Browser'),
  flatpak(
    'ungoogled-chromium',
    'Ungoogled Chromium',
    'chromium',
    'io.github.ungoogled_software.ungoogled_chromium',
    'config/chromium',
  ),
  flatpak('firefox', 'Firefox', 'firefox', 'org.mozilla.firefox', '.mozilla'),
  flatpak('librewolf', 'LibreWolf', 'firefox', 'io.gitlab.librewolf-community', '.librewolf'),
  flatpak('waterfox', 'Waterfox', 'firefox', 'net.waterfox.waterfox', '.waterfox'),
];

export const SNAP: readonly BrowserRow[] = [
  {
    browser: 'firefox-snap',
    title: 'Firefox (Snap)',
    family: 'firefox',
    // The portal that starts the helper for it looks where every Firefox does.
    user: ['~/.mozilla/native-messaging-hosts'],
    traces: ['~/snap/firefox', '/snap/firefox/current'],
    confinement: 'snap',
  },
  {
    browser: 'chromium-snap',
    title: 'Chromium (Snap)',
    family: 'chromium',
    traces: ['~/snap/chromium', '/snap/chromium/current'],
    confinement: 'snap',
  },
];
