import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { sha256Of } from '../../src/helper/install/files.ts';
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

test('installed for Chromium, the manifest names the launcher and our extension', async () => {
  const sandbox = new Sandbox(program);
  const { chromium, launcher, receipt } = installed(sandbox);
  const { stdout, code } = await sandbox.run('install', '--browser', 'chromium');
  const lines = `Chromium: wrote ${launcher}\nChromium: wrote ${chromium}\n`;
  expect({ stdout, code }).toEqual({ stdout: lines, code: 0 });
  expect(readJson(chromium)).toEqual({
    name: 'org.frontage.helper',
    description: 'Local proxy of the Frontage extension',
    path: launcher,
    type: 'stdio',
    allowed_origins: CHROMIUM_EXTENSION_IDS.map((id) => `chrome-extension://${id}/`),
  });
  expect(statSync(launcher).mode & 0o111).toBe(0o111);
  const files = readJson(receipt).entries.filter(({ kind }: { kind: string }) => kind !== 'folder');
  expect(files).toEqual([
    { kind: 'program', path: launcher, sha256: sha256Of(readFileSync(launcher)) },
    {
      kind: 'manifest',
      path: chromium,
      sha256: sha256Of(readFileSync(chromium)),
      program: launcher,
      browsers: ['chromium'],
    },
  ]);
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
  expect(status).toMatchObject({
    agent: { kind: 'running', version: status.version, pid: hello.agentPid },
    manifests: [{ problem: null, owner: 'ours', starts: launcher }],
  });
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
    expect(stdout).not.toContain('Left');
    expect(readdirSync(sandbox.home, { recursive: true }).sort()).toEqual([
      ...['.config', '.config/chromium', '.config/chromium/NativeMessagingHosts'],
      '.config/chromium/NativeMessagingHosts/org.other.json',
    ]);
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
    const { chromium, launcher } = installed(sandbox);
    expect(stdout).toBe(`Removed ${chromium}\nRemoved ${launcher}\n`);
  });
});

describe('choosing', () => {
  async function withFound(sandbox: Sandbox, ...args: string[]) {
    mkdirSync(join(sandbox.home, '.config/BraveSoftware/Brave-Browser'), { recursive: true });
    mkdirSync(join(sandbox.home, '.waterfox'));
    return sandbox.run('install', ...args);
  }

  test('nothing, outside a terminal, says what was found and how to choose', async () => {
    const sandbox = new Sandbox(program);
    const { stdout, stderr, code } = await withFound(sandbox);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toMatch(/^frontage: Nothing was written\. Choose --all, or any/);
    expect(stderr).toMatch(/--browser brave +Brave\n/);
    expect(stderr).toMatch(/--browser waterfox +Waterfox\n/);
    expect(stderr).not.toContain('vivaldi');
    expect(existsSync(installed(sandbox).receipt)).toBe(false);
  });

  test('all writes for those that were found, and no others', async () => {
    const sandbox = new Sandbox(program);
    const { stdout, code } = await withFound(sandbox, '--all');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Found: .*Brave.*Waterfox/);
    const manifests = readdirSync(sandbox.home, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith(FILE))
      .map((path) => join(sandbox.home, path));
    expect(manifests).toContain(join(sandbox.home, '.waterfox/native-messaging-hosts', FILE));
    for (const path of manifests) expect(stdout).toContain(`wrote ${path}`);
    expect(manifests.join()).not.toContain('vivaldi');
  });

  test('several by name writes for each', async () => {
    const sandbox = new Sandbox(program);
    await sandbox.run('install', '--browser', 'chromium', '--browser', 'firefox');
    const { chromium, firefox } = installed(sandbox);
    expect([chromium, firefox].map(existsSync)).toEqual([true, true]);
  });

  test('one that cannot start helpers says so, and writes nothing', async () => {
    const sandbox = new Sandbox(program);
    const { stdout, code } = await sandbox.run('install', '--browser', 'chromium-snap');
    expect(code).toBe(1);
    expect(stdout).toContain('Chromium (Snap) cannot start helpers.');
    expect(readdirSync(sandbox.home)).toEqual([]);
  });

  test('a Snap’s Firefox says that it will ask, and how to make it ask again', async () => {
    const { stdout } = await new Sandbox(program).run('install', '--browser', 'firefox-snap');
    expect(stdout).toContain('asks once whether the helper may be started');
    expect(stdout).toContain('permission-set webextensions org.frontage.helper snap.firefox yes');
  });
});

describe('status and doctor', () => {
  async function problems(sandbox: Sandbox) {
    const status = JSON.parse((await sandbox.run('status', '--json')).stdout);
    return status.manifests.map(({ problem }: { problem: string | null }) => problem);
  }

  test('of nothing', async () => {
    const { stdout, code } = await new Sandbox(program).run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/The agent does not run: .*\nNot installed for any browser\.\n$/);
  });

  test('of what is well', async () => {
    const sandbox = new Sandbox(program);
    await sandbox.run('install', '--browser', 'chromium');
    expect(await problems(sandbox)).toEqual([null]);
    const { stdout, code } = await sandbox.run('doctor');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Nothing is wrong\.\n$/);
  });

  test.each<[string, string, (files: ReturnType<typeof installed>) => void]>([
    ['the manifest is gone', 'missing', ({ chromium }) => rmSync(chromium)],
    ['it is damaged', 'not-a-manifest', ({ chromium }) => writeFileSync(chromium, '{')],
    ['the launcher is gone', 'program-missing', ({ launcher }) => rmSync(launcher)],
    ['it may not be executed', 'program-not-executable', (f) => chmodSync(f.launcher, 0o644)],
    [
      'the program is gone',
      'launcher-broken',
      ({ launcher }) => writeFileSync(launcher, "exec '/no/node' '/no.js'"),
    ],
  ])('name it when %s, and installing again repairs it', async (_what, problem, damage) => {
    const sandbox = new Sandbox(program);
    await sandbox.run('install', '--browser', 'chromium');
    damage(installed(sandbox));
    expect(await problems(sandbox)).toEqual([problem]);
    const { stdout, code } = await sandbox.run('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/Fault: Chromium: .*\n {2}→ frontage install --browser chromium\n/);
    await sandbox.run('install', '--browser', 'chromium');
    expect(await problems(sandbox)).toEqual([null]);
  });

  test('know an agent that is none', async () => {
    const sandbox = new Sandbox(program);
    mkdirSync(sandbox.runtime, { mode: 0o700 });
    const stranger = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    stranger.listen(join(sandbox.runtime, 'agent.sock'));
    await once(stranger, 'listening');
    onTestFinished(() => void stranger.close());
    const { stdout, code } = await sandbox.run('doctor');
    expect(code).toBe(1);
    expect(stdout).toContain('Fault: Agent: The agent does not work: ');
  });

  test.each(['{', '{"version":1,"entries":[]}'])(
    'a receipt that holds %s is named',
    async (held) => {
      const sandbox = new Sandbox(program);
      const { receipt } = installed(sandbox);
      mkdirSync(dirname(receipt), { recursive: true });
      writeFileSync(receipt, held);
      for (const command of [
        ['status'],
        ['doctor'],
        ['uninstall'],
        ['install', '--browser', 'firefox'],
      ]) {
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
    expect(stdout).toContain('frontage install [--browser NAME]');
  });

  test('--version is one line', async () => {
    const { stdout, code } = await new Sandbox(program).run('--version');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    'dance',
    'install --all --browser firefox',
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
