import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildSingleFile } from '../../dev/packages/single-file.ts';
import { freePort } from '../../dev/ports.ts';
import { ORIGIN, RelayProcess } from './relay-process.ts';
import { removeSandboxes, Sandbox } from './sandbox.ts';
import { TcpClient } from './tcp-client.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const PROFILE_ID = '2a1b8b0e-6a3f-4f0c-8a77-4a9b1c6e5d42';
const folder = mkdtempSync(join(tmpdir(), 'frontage-single-'));
const program = join(folder, 'frontage-download');

beforeAll(() => buildSingleFile(program));

afterAll(() => {
  removeSandboxes();
  rmSync(folder, { recursive: true });
});

test('it tells its version, and shows its help to whoever asks outside a terminal', async () => {
  const sandbox = new Sandbox(program);
  expect((await sandbox.start('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await sandbox.start()).stdout).toContain('frontage install');
});

test('installed, its copy says hello, starts an agent, and serves connections', async () => {
  const sandbox = new Sandbox(program);
  await sandbox.start('install', '--browser', 'chromium');
  const manifests = join(sandbox.home, '.config/chromium/NativeMessagingHosts');
  const manifest = JSON.parse(readFileSync(join(manifests, 'org.frontage.helper.json'), 'utf8'));
  expect(manifest.path.startsWith(join(sandbox.home, '.local/share/frontage/versions'))).toBe(true);
  const relay = new RelayProcess(sandbox, manifest.path, [ORIGIN]);
  const hello = await relay.hello(PROFILE_ID);
  expect(hello.relayPid).toBe(relay.pid);
  expect(hello.agentPid).not.toBe(relay.pid);
  const port = await relay.listen(await freePort());
  const app = await TcpClient.connect(port);
  app.write(Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 192, 0, 2, 1, 0, 80));
  await app.take(12);
  app.write('echo');
  expect(String(await app.take(4))).toBe('echo');
  const status = JSON.parse((await sandbox.start('status', '--json')).stdout);
  expect(status).toMatchObject({
    agent: { kind: 'running', pid: hello.agentPid },
    manifests: [{ problem: null, owner: 'ours', starts: manifest.path }],
  });
});

test('a caller that is not our extension is refused', async () => {
  const sandbox = new Sandbox(program);
  const other = 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/';
  const { stdout, stderr, code } = await sandbox.start(other);
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
  expect(stderr).toContain('is not the Frontage extension');
});
