import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BROWSER_NAMES, manifestPlace } from '../../src/helper/install/browsers.ts';
import { CHROMIUM_EXTENSION_IDS, FIREFOX_EXTENSION_IDS } from '../../src/link/identity.ts';
import { builtHelper } from './built-helper.ts';
import { ORIGIN, RelayProcess } from './relay-process.ts';
import { Sandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const program = builtHelper();
const FILE = 'org.frontage.helper.json';

function installed(sandbox: Sandbox) {
  return {
    chromium: join(sandbox.home, '.config/chromium/NativeMessagingHosts', FILE),
    firefox: join(sandbox.home, '.mozilla/native-messaging-hosts', FILE),
    launcher: join(sandbox.home, '.local/share/frontage/frontage-host'),
    receipt: join(sandbox.home, '.local/share/frontage/installed.json'),
  };
}

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('places', () => {
  const home = '/home/someone';

  test('on Linux', () => {
    const folder = (name: string) =>
      manifestPlace(name, { platform: 'linux', home, configHome: '/c' }).folder;
    expect(folder('chrome')).toBe('/c/google-chrome/NativeMessagingHosts');
    expect(folder('brave')).toBe('/c/BraveSoftware/Brave-Browser/NativeMessagingHosts');
    expect(folder('firefox')).toBe('/home/someone/.mozilla/native-messaging-hosts');
    expect(folder('librewolf')).toBe('/home/someone/.librewolf/native-messaging-hosts');
  });

  test('on macOS', () => {
    const folder = (name: string) => manifestPlace(name, { platform: 'darwin', home }).folder;
    const support = '/home/someone/Library/Application Support';
    expect(folder('chromium')).toBe(`${support}/Chromium/NativeMessagingHosts`);
    expect(folder('chrome-beta')).toBe(`${support}/Google/Chrome Beta/NativeMessagingHosts`);
    expect(folder('firefox')).toBe(`${support}/Mozilla/NativeMessagingHosts`);
  });

  test('elsewhere are not known yet', () => {
    const place = () => manifestPlace('chrome', { platform: 'win32', home });
    expect(place).toThrow('Installing on win32 is not supported yet.');
  });

  test('differ between browsers', () => {
    const folders = BROWSER_NAMES.map(
      (name) => manifestPlace(name, { platform: 'linux', home }).folder,
    );
    expect(new Set(folders).size).toBe(BROWSER_NAMES.length);
  });

  test('of a profile are Chromium’s only, and do not depend on where one stands', () => {
    const inProfile = (browser: string) => manifestPlace(browser, { profileFolder: 'p' });
    expect(inProfile('chromium').folder).toBe(join(process.cwd(), 'p/NativeMessagingHosts'));
    expect(() => inProfile('firefox')).toThrow('per user, not per profile');
  });
});

test('installed for Chromium, the manifest names the launcher and our extension', async () => {
  const sandbox = new Sandbox(program);
  const { chromium, launcher, receipt } = installed(sandbox);
  const { stdout, code } = await sandbox.run('install', '--browser', 'chromium');
  expect({ stdout, code }).toEqual({ stdout: `Wrote ${chromium}\n`, code: 0 });
  expect(readJson(chromium)).toEqual({
    name: 'org.frontage.helper',
    description: 'Local proxy of the Frontage extension',
    path: launcher,
    type: 'stdio',
    allowed_origins: CHROMIUM_EXTENSION_IDS.map((id) => `chrome-extension://${id}/`),
  });
  expect(statSync(launcher).mode & 0o111).toBe(0o111);
  expect(readJson(receipt).entries).toEqual([{ browser: 'chromium', manifestPath: chromium }]);
});

test('installed for Firefox, the manifest names our add-on', async () => {
  const sandbox = new Sandbox(program);
  await sandbox.run('install', '--browser', 'firefox');
  const manifest = readJson(installed(sandbox).firefox);
  expect(manifest.allowed_extensions).toEqual(FIREFOX_EXTENSION_IDS);
  expect(manifest).not.toHaveProperty('allowed_origins');
});

test('the launcher starts the helper, also from a folder with an odd name', async () => {
  const sandbox = new Sandbox(program);
  const odd = join(sandbox.folder, `it's "odd" $HOME`, 'frontage.js');
  mkdirSync(dirname(odd));
  writeFileSync(odd, readFileSync(program));
  const fromOdd = new Sandbox(odd);
  await fromOdd.run('install', '--browser', 'chromium');
  const launcher = readJson(installed(fromOdd).chromium).path;
  const relay = new RelayProcess(fromOdd, launcher, [ORIGIN]);
  const hello = await relay.hello('2a1b8b0e-6a3f-4f0c-8a77-4a9b1c6e5d42');
  expect(hello.relayPid).toBe(relay.pid);
  const status = JSON.parse((await fromOdd.run('status', '--json')).stdout);
  expect(status).toMatchObject({ agentRuns: true, installed: [{ state: 'ok' }] });
});

describe('uninstalling', () => {
  test('one browser leaves the others', async () => {
    const sandbox = new Sandbox(program);
    const { chromium, firefox, launcher } = installed(sandbox);
    await sandbox.run('install', '--browser', 'chromium');
    await sandbox.run('install', '--browser', 'firefox');
    const { stdout } = await sandbox.run('uninstall', '--browser', 'chromium');
    expect(stdout).toBe(`Removed ${chromium}\n`);
    expect([chromium, firefox, launcher].map(existsSync)).toEqual([false, true, true]);
  });

  test('everything removes exactly what was written', async () => {
    const sandbox = new Sandbox(program);
    const files = installed(sandbox);
    const inProfile = join(sandbox.folder, 'profile');
    await sandbox.run('install', '--browser', 'chromium');
    await sandbox.run('install', '--browser', 'chromium', '--profile-dir', inProfile);
    const others = join(dirname(files.chromium), 'org.other.json');
    writeFileSync(others, '{}');
    const { stdout } = await sandbox.run('uninstall');
    expect(stdout).toContain(files.chromium);
    expect(stdout).toContain(join(inProfile, 'NativeMessagingHosts', FILE));
    expect(Object.values(files).filter(existsSync)).toEqual([]);
    expect(existsSync(others)).toBe(true);
  });

  test('what was never installed removes nothing', async () => {
    const sandbox = new Sandbox(program);
    const { stdout, code } = await sandbox.run('uninstall');
    expect({ stdout, code }).toEqual({ stdout: 'Nothing to remove.\n', code: 0 });
  });

  test('twice installed is once removed', async () => {
    const sandbox = new Sandbox(program);
    await sandbox.run('install', '--browser', 'chromium');
    await sandbox.run('install', '--browser', 'chromium');
    const { stdout } = await sandbox.run('uninstall');
    expect(stdout).toBe(`Removed ${installed(sandbox).chromium}\n`);
  });
});

describe('status', () => {
  async function states(sandbox: Sandbox) {
    const status = JSON.parse((await sandbox.run('status', '--json')).stdout);
    return status.installed.map(({ state }: { state: string }) => state);
  }

  test('of nothing', async () => {
    const { stdout, code } = await new Sandbox(program).run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/The agent does not run\.\nNot installed for any browser\.\n$/);
  });

  test('is ok after installing', async () => {
    const sandbox = new Sandbox(program);
    await sandbox.run('install', '--browser', 'chromium');
    expect(await states(sandbox)).toEqual(['ok']);
  });

  test.each<[string, (files: ReturnType<typeof installed>) => void]>([
    ['the manifest is gone', ({ chromium }) => rmSync(chromium)],
    ['the manifest is damaged', ({ chromium }) => writeFileSync(chromium, '{')],
    ['it names another program', ({ chromium }) => writeFileSync(chromium, '{"path":"/x"}')],
    ['the launcher is gone', ({ launcher }) => rmSync(launcher)],
    ['the program is gone', ({ launcher }) => writeFileSync(launcher, "exec '/no/node' '/no.js'")],
  ])('is stale when %s, and installing again repairs it', async (_what, damage) => {
    const sandbox = new Sandbox(program);
    await sandbox.run('install', '--browser', 'chromium');
    damage(installed(sandbox));
    expect(await states(sandbox)).toEqual(['stale']);
    expect((await sandbox.run('status')).stdout).toContain(
      'Repair it with: frontage install --browser chromium',
    );
    await sandbox.run('install', '--browser', 'chromium');
    expect(await states(sandbox)).toEqual(['ok']);
  });

  test.each(['{', '{"version":2,"entries":[]}'])(
    'a receipt that holds %s is named',
    async (held) => {
      const sandbox = new Sandbox(program);
      const { receipt } = installed(sandbox);
      mkdirSync(dirname(receipt), { recursive: true });
      writeFileSync(receipt, held);
      for (const command of [['status'], ['uninstall'], ['install', '--browser', 'firefox']]) {
        const { stdout, stderr, code } = await sandbox.run(...command);
        expect({ stdout, stderr, code }).toEqual({
          stdout: '',
          stderr: `frontage: ${receipt} is damaged. Remove it and install again.\n`,
          code: 1,
        });
      }
      expect(existsSync(installed(sandbox).firefox)).toBe(false);
    },
  );
});

describe('the command line', () => {
  test.each([['--help'], []])('%s shows what there is', async (...args) => {
    const { stdout, stderr, code } = await new Sandbox(program).run(...args.filter(Boolean));
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toContain('frontage install --browser NAME');
  });

  test('--version is one line', async () => {
    const { stdout, code } = await new Sandbox(program).run('--version');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    'dance',
    'install',
    'install --browser netscape',
    'install --browser firefox --profile-dir /p',
    'status --loud',
    'status now',
  ])('frontage %s is refused in one line, with code 2', async (line) => {
    const { stdout, stderr, code } = await new Sandbox(program).run(...line.split(' '));
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toMatch(/^frontage: .+\n$/);
  });
});
