import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { zipOf } from '../../../../dev/packages/zip.ts';
import { FIREFOX_EXTENSION_ID } from '../../../../dev/stack/firefox.ts';
import { inFirefox } from './in-firefox.ts';

const ID = JSON.stringify(FIREFOX_EXTENSION_ID);

/** Does something with `addOn`, which is ours, and `AddonManager`. */
function withAddOn(browser: Browser, script: string): Promise<unknown> {
  return inFirefox(
    browser,
    `(async () => {
      const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
      const addOn = await AddonManager.getAddonByID(${ID});
      ${script}
    })()`,
  );
}

export async function disableAddOn(browser: Browser): Promise<void> {
  await withAddOn(browser, 'await addOn.disable();');
}

export async function enableAddOn(browser: Browser): Promise<void> {
  await withAddOn(browser, 'await addOn.enable();');
}

export function addOnVersion(browser: Browser): Promise<unknown> {
  return withAddOn(browser, 'return addOn.version;');
}

/**
 * Gives Firefox the extension in this folder as another version, as its own search for updates does.
 * Resolves when it is installed, or put off.
 */
export async function updateAddOn(browser: Browser, home: string, version: string): Promise<void> {
  const folder = join(home, 'extension');
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const changed = Buffer.from(JSON.stringify({ ...manifest, version }));
  const file = join(home, `${version}.xpi`);
  await writeFile(file, await zipOf(folder, new Map([['manifest.json', changed]])));
  await withAddOn(
    browser,
    `const { FileUtils } = ChromeUtils.importESModule('resource://gre/modules/FileUtils.sys.mjs');
    const install = await AddonManager.getInstallForFile(new FileUtils.File(${JSON.stringify(file)}));
    const done = new Promise((resolve, reject) => install.addListener({
      onInstallEnded: () => resolve(), onInstallPostponed: () => resolve(), onInstallFailed: reject,
    }));
    install.install().catch(() => {});
    await done;`,
  );
}

/** Gives a permission for hosts, as a person does in the add-on's settings. */
export async function grantHosts(browser: Browser, pattern: string): Promise<void> {
  await addPermissions(browser, { origins: [pattern], permissions: [] });
}

/** Firefox starts the extension anew for it. */
export async function allowInPrivateWindows(browser: Browser): Promise<void> {
  const permissions = ['internal:privateBrowsingAllowed'];
  await addPermissions(browser, { origins: [], permissions });
  await withAddOn(browser, 'await addOn.reload();');
}

async function addPermissions(browser: Browser, added: object): Promise<void> {
  await inFirefox(
    browser,
    `(async () => {
      const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
      const { extension } = WebExtensionPolicy.getByID(${ID});
      await ExtensionPermissions.add(${ID}, ${JSON.stringify(added)}, extension);
    })()`,
  );
}
