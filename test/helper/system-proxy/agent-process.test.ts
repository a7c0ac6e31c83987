import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { builtHelper } from '../built-helper.ts';
import { RelayProcess } from '../relay-process.ts';
import { Sandbox } from '../sandbox.ts';
import { TcpClient } from '../tcp-client.ts';
import { type GnomeSession, startGnomeSession } from './gnome-session.ts';

/** Processes, several for each test, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 });

const program = builtHelper();
const PREFERRED_PORT = 20_000 + (process.pid % 10_000);

let session: GnomeSession;
let sandbox: Sandbox;

beforeEach(async () => {
  session = await startGnomeSession();
  sandbox = new Sandbox(program, session.environment);
  await session.set(' mode', "'auto'");
  await session.set('.http host', "'proxy.corp.example'");
  await session.set('.http port', '3128');
  await session.set(' ignore-hosts', "['*.corp.example']");
}, 60_000);

afterEach(() => session[Symbol.asyncDispose]());

async function listening(profileId: string = randomUUID()) {
  const relay = new RelayProcess(sandbox);
  const { agentPid, capabilities } = await relay.hello(profileId);
  expect(capabilities).toContain('system-proxy');
  return { relay, agentPid, port: await relay.listen(PREFERRED_PORT) };
}

async function ask(relay: RelayProcess, want: 'on' | 'off' | 'status', takesOver = false) {
  relay.send({ type: 'system-proxy', want, takesOver });
  return (await relay.next('system-proxy')).status;
}

async function isGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}

/** Resolves with SOCKS' answer to a connection. */
async function replyTo(port: number): Promise<number | undefined> {
  const app = await TcpClient.connect(port);
  app.write(Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 192, 0, 2, 1, 0, 80));
  return (await app.take(12))[3];
}

test('on, the real settings point at the local proxy; off, they are exactly as before', async () => {
  const before = await session.all();
  const { relay, port } = await listening();
  expect(await ask(relay, 'on')).toMatchObject({ state: 'on', place: 'gnome', problem: null });
  expect(await session.get(' mode')).toBe("'manual'");
  for (const kind of ['http', 'https', 'ftp', 'socks']) {
    expect(await session.get(`.${kind} host`)).toBe("'127.0.0.1'");
    expect(await session.get(`.${kind} port`)).toBe(String(port));
  }
  expect(await ask(relay, 'off')).toMatchObject({ state: 'off', problem: null });
  expect(await session.all()).toBe(before);
});

test('an agent that is asked to end puts everything back first', async () => {
  const before = await session.all();
  const { relay, agentPid } = await listening();
  await ask(relay, 'on');
  process.kill(agentPid, 'SIGTERM');
  await isGone(agentPid);
  expect(await session.all()).toBe(before);
});

test('what an agent left that was killed is put back when the next one starts', async () => {
  const before = await session.all();
  const { relay, agentPid } = await listening();
  await ask(relay, 'on');
  process.kill(agentPid, 'SIGKILL');
  await relay.exited;
  expect(await session.all()).not.toBe(before);
  const next = await listening();
  expect(await ask(next.relay, 'status')).toMatchObject({ state: 'off' });
  expect(await session.all()).toBe(before);
});

test('or by the command line, without an agent', async () => {
  const before = await session.all();
  const { relay, agentPid, port } = await listening();
  await ask(relay, 'on');
  process.kill(agentPid, 'SIGKILL');
  await relay.exited;
  const status = await sandbox.run('system-proxy', 'status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ port });
  expect(await sandbox.run('system-proxy', 'off')).toMatchObject({ code: 0 });
  expect(await session.all()).toBe(before);
});

test('the command line switches it on and off, and the browser hears of it', async () => {
  const before = await session.all();
  const { relay, port } = await listening();
  expect(await ask(relay, 'status')).toMatchObject({ state: 'off' });
  const on = await sandbox.run('system-proxy', 'on');
  expect(on).toMatchObject({ code: 0 });
  expect(on.stdout).toContain(`(gnome) point at 127.0.0.1:${port}`);
  expect((await relay.next('system-proxy')).status).toMatchObject({ state: 'on' });
  expect(await session.get('.socks port')).toBe(String(port));
  await sandbox.run('system-proxy', 'off');
  expect((await relay.next('system-proxy')).status).toMatchObject({ state: 'off' });
  expect(await session.all()).toBe(before);
});

test('a helper that is removed puts everything back', async () => {
  const before = await session.all();
  const { relay } = await listening();
  await ask(relay, 'on');
  expect(await sandbox.run('uninstall', '--browser', 'chromium')).toMatchObject({ code: 0 });
  expect(await session.all()).not.toBe(before);
  expect(await sandbox.run('uninstall')).toMatchObject({ code: 0 });
  expect(await session.all()).toBe(before);
});

test('without a local proxy the command line says so, and changes nothing', async () => {
  const before = await session.all();
  const { code, stdout } = await sandbox.run('system-proxy', 'on');
  expect(code).toBe(1);
  expect(stdout).toContain('switch Frontage on');
  expect(await session.all()).toBe(before);
});

test('of two browsers the second is refused, until it is to take over', async () => {
  const before = await session.all();
  const [first, second] = [await listening(), await listening()];
  await ask(first.relay, 'on');
  await ask(second.relay, 'status');
  const refused = await ask(second.relay, 'on');
  expect(refused).toMatchObject({ state: 'elsewhere', problem: { code: 'held' } });
  expect(await session.get('.http port')).toBe(String(first.port));
  // What the other has is not this one's to end.
  expect(await ask(second.relay, 'off')).toMatchObject({ state: 'elsewhere', problem: null });

  expect(await ask(second.relay, 'on', true)).toMatchObject({ state: 'on' });
  expect(await session.get('.http port')).toBe(String(second.port));
  await ask(second.relay, 'off');
  expect(await session.all()).toBe(before);
});

test('while it is on and no tunnel is, the port stays open and refuses', async () => {
  const { relay, port } = await listening();
  await ask(relay, 'on');
  relay.send({ type: 'stop-listening' });
  await relay.next('stopped');
  await relay.kill();
  expect(await replyTo(port)).not.toBe(0);
  await sandbox.run('system-proxy', 'off');
});
