import { beforeEach, describe, expect, test, vi } from 'vitest';
import { HelperPort } from '../../src/background/helper-port.ts';
import { classifyDisconnect } from '../../src/background/pairing/disconnect-reason.ts';
import type { Reason } from '../../src/background/state.ts';
import type { SystemProxyStatus } from '../../src/link/system-proxy.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import {
  type FakeNativePort,
  fakeBrowser,
  HELPER_HELLO,
  resetFakeBrowser,
} from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(resetFakeBrowser);

const PROFILE_ID = '2a1b8b0e-6a3f-4f0c-8a77-4a9b1c6e5d42';

function connecting() {
  const clock = new ManualClock();
  const abort = new AbortController();
  const lost: Reason[] = [];
  const pipes: Pipe[] = [];
  const heard: SystemProxyStatus[] = [];
  const helper = HelperPort.connect({
    profileId: PROFILE_ID,
    fastLink: true,
    clock,
    signal: abort.signal,
    onPipe: (pipe) => pipes.push(pipe),
    onConnections: () => {},
    onWrongKey: () => {},
    onSystemProxy: (status) => heard.push(status),
    onLost: (reason) => lost.push(reason),
  });
  helper.catch(() => {});
  const port = fakeBrowser.ports.at(-1) as FakeNativePort;
  return { clock, abort, lost, pipes, heard, helper, port };
}

async function connected() {
  const parts = connecting();
  return { ...parts, helper: await parts.helper, signal: parts.abort.signal };
}

describe('before the helper has said hello', () => {
  test.each([
    ['Specified native messaging host not found.', 'helper-missing'],
    ['No such native application org.frontage.helper', 'helper-missing'],
    ['Access to the specified native messaging host is forbidden.', 'helper-not-allowed'],
    ['Error when communicating with the native messaging host.', 'helper-start-failed'],
    ['Native host has exited.', 'helper-ended-early'],
    ['An unexpected error occurred', 'helper-start-failed'],
    ['… a message of 2 bytes, which exceeds the limit of 1048576 bytes.', 'helper-protocol'],
    ['', 'helper-ended-early'],
  ] as const)('“%s” is %s', async (message, reason) => {
    fakeBrowser.helper = () => null;
    const { helper, port, lost } = connecting();
    port.drop(message);
    await expect(helper).rejects.toMatchObject({ reason });
    expect(lost).toEqual([]);
  });

  test("Chromium's reason is read from lastError", async () => {
    fakeBrowser.helper = () => null;
    const { helper, port } = connecting();
    fakeBrowser.runtime.lastError = { message: 'Specified native messaging host not found.' };
    port.drop();
    await expect(helper).rejects.toMatchObject({ reason: 'helper-missing' });
  });

  test.each([
    ['HELPER_INCOMPATIBLE', 'helper-incompatible'],
    ['HELPER_START_FAILED', 'helper-reported-error'],
    ['HELPER_TIRED', 'helper-reported-error'],
  ] as const)('its problem %s is %s', async (code, reason) => {
    fakeBrowser.helper = () => ({ type: 'problem', code, message: 'why' });
    const { helper, port } = connecting();
    await expect(helper).rejects.toMatchObject({ reason });
    expect(port.isDisconnected).toBe(true);
  });

  test('silence ends after a while', async () => {
    fakeBrowser.helper = () => null;
    const { helper, clock, port } = connecting();
    clock.advance(15_000);
    await expect(helper).rejects.toMatchObject({ reason: 'helper-silent' });
    expect(port.isDisconnected).toBe(true);
  });

  test('giving up lets the helper go', async () => {
    fakeBrowser.helper = () => null;
    const { helper, abort, clock, port } = connecting();
    abort.abort(new Error('switched off'));
    await expect(helper).rejects.toThrow('switched off');
    expect(port.isDisconnected).toBe(true);
    expect(clock.scheduledCount).toBe(0);
  });
});

describe('a helper of another version', () => {
  const newer = { ...HELPER_HELLO, version: '9.0.0', capabilities: ['socks5', 'teleport'] };

  test.each([
    ['that speaks our protocol, too', { ...newer, protocol: 7, oldestProtocol: 1 }],
    ['that says more of itself', { ...newer, mood: 'fine' } as typeof newer],
  ])('%s is used', async (_, hello) => {
    fakeBrowser.helper = () => hello;
    const { helper } = await connected();
    const { capabilities } = newer;
    expect(helper.facts).toMatchObject({ version: '9.0.0', capabilities });
  });

  test('that does not speak our protocol any more is not', async () => {
    fakeBrowser.helper = () => ({ ...newer, protocol: 7, oldestProtocol: 2 });
    const { helper, port } = connecting();
    await expect(helper).rejects.toMatchObject({ reason: 'helper-incompatible' });
    expect(port.isDisconnected).toBe(true);
  });

  test('that reports a problem unknown to us stays, once it has said hello', async () => {
    const { port, lost } = await connected();
    port.onMessage.emit({ type: 'problem', code: 'HELPER_TIRED', message: 'why' });
    expect(lost).toEqual([]);
    expect(port.isDisconnected).toBe(false);
  });
});

test('without the permission there is no native messaging, and that is said', async () => {
  const { runtime } = fakeBrowser;
  const { connectNative, ...permitted } = runtime;
  Object.assign(fakeBrowser, { runtime: permitted });
  try {
    const options = { profileId: PROFILE_ID, clock: new ManualClock() } as never;
    const reason = 'helper-permission-missing';
    await expect(HelperPort.connect(options)).rejects.toMatchObject({ reason });
  } finally {
    Object.assign(fakeBrowser, { runtime });
  }
});

test.each([
  'Native host has exited.',
  'Error when communicating with the native messaging host.',
  'Specified native messaging host not found.',
  '',
])('after its hello, “%s” means that it stopped', (message) => {
  expect(classifyDisconnect(message, true)).toBe('helper-stopped');
});

test('both say hello, and its processes are known', async () => {
  const { helper, port, clock } = await connected();
  expect(fakeBrowser.runtime.connectNative).toHaveBeenCalledWith('org.frontage.helper');
  expect(port.sent).toEqual([
    { type: 'hello', protocol: 1, oldestProtocol: 1, version: '9.9.9', profileId: PROFILE_ID },
  ]);
  expect(helper.pids).toEqual({ relay: HELPER_HELLO.relayPid, agent: HELPER_HELLO.agentPid });
  expect(clock.scheduledCount).toBe(0);
});

describe('listening', () => {
  test('resolves with the port that it became', async () => {
    const { helper, port, signal } = await connected();
    port.answer = () => ({ type: 'listening', port: 1082 });
    expect(await helper.listen({ preferredPort: 1080 }, signal)).toBe(1082);
    expect(port.sent.at(-1)).toEqual({ type: 'listen', preferredPort: 1080 });
  });

  test('without any port is trouble, and the helper stays', async () => {
    const { helper, port, lost, signal } = await connected();
    port.answer = () => ({ type: 'problem', code: 'HELPER_NO_PORT', message: 'none' });
    await expect(helper.listen({ preferredPort: 1080 }, signal)).rejects.toMatchObject({
      reason: 'helper-no-port',
    });
    expect(lost).toEqual([]);
    port.answer = () => ({ type: 'listening', port: 1080 });
    expect(await helper.listen({ preferredPort: 1080 }, signal)).toBe(1080);
  });

  test('ends when the helper goes', async () => {
    const { helper, port, signal } = await connected();
    port.answer = () => null;
    const listening = helper.listen({ preferredPort: 1080 }, signal);
    port.drop('Native host has exited.');
    await expect(listening).rejects.toMatchObject({ reason: 'helper-stopped' });
  });

  test('ends when the helper is let go', async () => {
    const { helper, port, signal } = await connected();
    port.answer = () => null;
    const listening = helper.listen({ preferredPort: 1080 }, signal);
    const stopped = helper.stop();
    await expect(listening).rejects.toMatchObject({ reason: 'helper-stopped' });
    port.onMessage.emit({ type: 'stopped' });
    await stopped;
  });

  test('is over once the helper has said so, and not before', async () => {
    const { helper, port, clock, lost } = await connected();
    port.answer = () => null;
    const stopped = helper.stop();
    await Promise.resolve();
    expect(port.sent.at(-1)).toEqual({ type: 'stop-listening' });
    expect(port.isDisconnected).toBe(false);
    port.onMessage.emit({ type: 'stopped' });
    await stopped;
    expect(port.isDisconnected).toBe(true);
    expect({ lost, timers: clock.scheduledCount }).toEqual({ lost: [], timers: 0 });
  });

  test('a helper that does not say so is let go all the same', async () => {
    const { helper, port, clock } = await connected();
    port.answer = () => null;
    const stopped = helper.stop();
    clock.advance(5_000);
    await stopped;
    expect(port.isDisconnected).toBe(true);
  });
});

describe('pinning edges', () => {
  const edges = [{ host: 'cdn.example', port: 443, address: '192.0.2.1' }];

  test('resolves with the port that leads to them', async () => {
    const { helper, port, signal } = await connected();
    port.answer = () => ({ type: 'edges-pinned', port: 1081 });
    expect(await helper.pinEdges(edges, signal)).toBe(1081);
    expect(port.sent.at(-1)).toEqual({ type: 'pin-edges', edges });
  });

  test('without any port is trouble', async () => {
    const { helper, port, signal } = await connected();
    port.answer = () => ({ type: 'problem', code: 'HELPER_NO_PORT', message: 'none' });
    await expect(helper.pinEdges(edges, signal)).rejects.toMatchObject({
      reason: 'helper-no-port',
    });
  });
});

describe('the system’s proxy settings', () => {
  const status: SystemProxyStatus = {
    ...{ state: 'on', place: 'gnome', shellFile: '/home/me/proxy.env' },
    problem: null,
  };

  test('are changed by the helper, which tells what they are then', async () => {
    const { helper, port, heard } = await connected();
    port.answer = () => ({ type: 'system-proxy', status });
    expect(await helper.askSystemProxy('on', true)).toEqual(status);
    expect(port.sent.at(-1)).toEqual({ type: 'system-proxy', want: 'on', takesOver: true });
    expect(heard).toEqual([]);
  });

  test('that were changed from elsewhere are told of', async () => {
    const { port, heard } = await connected();
    port.onMessage.emit({ type: 'system-proxy', status });
    expect(heard).toEqual([status]);
  });
});

describe('an exchange', () => {
  test('is a pipe of ours, and fails with the helper', async () => {
    const { helper, port } = await connected();
    const pipe = helper.openExchange();
    expect(port.sent.at(-1)).toMatchObject({ type: 'open' });
    port.drop('Native host has exited.');
    await expect(pipe.closed).rejects.toMatchObject({ code: 'LINK_LOST' });
    expect(() => helper.openExchange()).toThrow(expect.objectContaining({ code: 'LINK_LOST' }));
  });

  test('is nothing that every helper can', async () => {
    fakeBrowser.helper = () => ({ ...HELPER_HELLO, capabilities: ['native-fronts'] });
    const { helper } = await connected();
    expect(helper.can('native-fronts')).toBe(true);
    expect(helper.can('edge-pins')).toBe(false);
  });
});

describe('a connection', () => {
  test('is handed on, and fails with the helper', async () => {
    const { pipes, port, lost } = await connected();
    port.onMessage.emit({ type: 'open', pipe: 1, windowBytes: 1024 * 1024 });
    const broken = expect(pipes[0]?.readable.getReader().read()).rejects.toMatchObject({
      code: 'LINK_LOST',
    });
    port.drop('Native host has exited.');
    await broken;
    expect(lost).toEqual(['helper-stopped']);
  });

  test('fails when the helper is let go, which is no loss', async () => {
    const { helper, pipes, port, lost } = await connected();
    port.onMessage.emit({ type: 'open', pipe: 1, windowBytes: 1024 * 1024 });
    const stopped = helper.stop();
    await expect(pipes[0]?.closed).rejects.toMatchObject({ code: 'LINK_LOST' });
    await stopped;
    expect(lost).toEqual([]);
  });
});

describe('a message that breaks the rules lets the helper go', () => {
  test.each([
    ['no message', null],
    ['an unknown one', { type: 'dance' }],
    ['a malformed one', { type: 'listening', port: 0 }],
    ['a pipe that was opened before', { type: 'open', pipe: 1, windowBytes: 1024 * 1024 }],
    ['more credit than was used', { type: 'credit', pipe: 1, bytes: 1 }],
  ])('%s', async (_what, message) => {
    const { port, lost } = await connected();
    port.onMessage.emit({ type: 'open', pipe: 1, windowBytes: 1024 * 1024 });
    port.onMessage.emit(message);
    expect(lost).toEqual(['helper-protocol']);
    expect(port.isDisconnected).toBe(true);
  });
});

test('what an old port still says is ignored', async () => {
  const { helper, pipes, port, lost } = await connected();
  await helper.stop();
  port.onMessage.emit({ type: 'open', pipe: 1, windowBytes: 1024 * 1024 });
  port.onMessage.emit({ type: 'dance' });
  port.drop('Native host has exited.');
  expect({ pipes, lost }).toEqual({ pipes: [], lost: [] });
});

test('a loss is told once', async () => {
  const { port, lost } = await connected();
  port.drop('Native host has exited.');
  port.drop('Native host has exited.');
  port.onMessage.emit({ type: 'dance' });
  expect(lost).toEqual(['helper-stopped']);
});
