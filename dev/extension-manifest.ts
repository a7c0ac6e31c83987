import manifest from '../manifest.json' with { type: 'json' };
import pkg from '../package.json' with { type: 'json' };

/** The manifest as it ships: each browser warns about, or refuses, the keys that are only the other's. */
export function manifestFor(browser: 'chrome' | 'firefox') {
  const { key, minimum_chrome_version, browser_specific_settings, ...common } = manifest;
  const versioned = { ...common, version: pkg.version };
  if (browser === 'chrome') return { ...versioned, key, minimum_chrome_version };
  const permissions = [
    ...manifest.permissions,
    // To see that another extension has overruled us; Chromium tells by itself.
    'webRequestBlocking',
    // To hold pages back that it may not see.
    'declarativeNetRequest',
  ];
  // Firefox shows proxy.onRequest only what the extension has host permission for.
  const hosts = [...manifest.optional_host_permissions, '<all_urls>'];
  return { ...versioned, permissions, optional_host_permissions: hosts, browser_specific_settings };
}
