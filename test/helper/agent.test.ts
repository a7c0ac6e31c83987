import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Agent } from '../../src/helper/agent/agent.ts';
import { RELAY_PROTOCOL } from '../../src/helper/agent/handshake.ts';
import { SystemProxyDesk } from '../../src/helper/agent/system-proxy-desk.ts';
import { encodeMessage, MessageSplitter, parseJson } from '../../src/helper/message-frames.ts';
import { LINK_PROTOCOL } from '../../src/link/identity.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { ORIGIN } from './relay-process.ts';
import { FakeGsettings, fakeSystemProxy } from './system-proxy/fake-gsettings.ts';
import { TcpClient } from './tcp-client.ts';

const LINGER_MS = 60_000;
const KEY = 'a'.repeat(64);

async function runningAgent() {
  const clock = new ManualClock();
  const onIdle = vi.fn();
  const folder = mkdtempSync(join(tmpdir(), 'frontage-'));
  const systemProxy = new SystemProxyDesk(fakeSystemProxy(new FakeGsettings(), folder));
  const options = { clock, lingerMs: LINGER_MS, systemProxy, onIdle };
  const agent = new Agent({ key: KEY, version: '1.0.0', ...options });
  const path = join(folder, 'agent.sock');
  agent.server.listen(path);
  onTestFinished(() => {
    agent.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await once(agent.server, 'listening');
  /** Leaves, and returns once so many timers run because of that. */
  const leave = async (relay: Relay, timers: number) => {
    expect(clock.scheduledCount).toBe(0);
    relay.socket.end();
    await vi.waitFor(() => expect(clock.scheduledCount).toBe(timers), { interval: 1 });
  };
  const attach = (profileId: string) => Relay.attach(path, profileId);
  /** Asks as the command line does; undefined when there is no answer. */
  const control = async (want: string, key = KEY): Promise<unknown> => {
    const socket = connect({ path, allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    const request = { control: 'system-proxy', key, want, port: null, takesOver: false };
    socket.end(encodeMessage(request));
    for await (const answer of socket.pipe(new MessageSplitter())) return parseJson(answer);
    return undefined;
  };
  return { clock, onIdle, leave, attach, control };
}

class Relay {
  readonly socket: Socket;
  readonly #messages: AsyncIterator<Buffer>;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#messages = socket.pipe(new MessageSplitter())[Symbol.asyncIterator]();
  }

  static async attach(path: string, profileId: string): Promise<Relay> {
    const socket = connect({ path, allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    const relay = new Relay(socket);
    const hello = { relayProtocol: RELAY_PROTOCOL, version: '1.0.0', key: KEY, pid: 1 };
    await relay.ask({ ...hello, caller: ORIGIN });
    await relay.ask({ type: 'hello', protocol: LINK_PROTOCOL, version: '1.0.0', profileId });
    return relay;
  }

  async ask(message: object): Promise<unknown> {
    this.socket.write(encodeMessage(message));
    return parseJson((await this.#messages.next()).value);
  }

  async listen(): Promise<number> {
    const preferredPort = 30_000 + (process.pid % 10_000);
    const answer = await this.ask({ type: 'listen', preferredPort });
    return (answer as { port: number }).port;
  }
}

async function isOpen(port: number): Promise<boolean> {
  return TcpClient.connect(port).then(
    () => true,
    () => false,
  );
}

test('an agent that no relay comes to leaves after the linger time', async () => {
  const { clock, onIdle } = await runningAgent();
  clock.advance(LINGER_MS - 1);
  expect(onIdle).not.toHaveBeenCalled();
  clock.advance(1);
  expect(onIdle).toHaveBeenCalledOnce();
});

test('an agent stays as long as there is a relay', async () => {
  const { clock, onIdle, attach } = await runningAgent();
  await attach(randomUUID());
  clock.advance(LINGER_MS * 100);
  expect(onIdle).not.toHaveBeenCalled();
});

test('an agent leaves after the linger time when the last relay has gone, not before', async () => {
  const { clock, onIdle, attach, leave } = await runningAgent();
  const relay = await attach(randomUUID());
  clock.advance(LINGER_MS * 2);
  await leave(relay, 2);
  clock.advance(LINGER_MS - 1);
  expect(onIdle).not.toHaveBeenCalled();
  clock.advance(1);
  expect(onIdle).toHaveBeenCalledOnce();
});

test('a relay that comes back in time keeps the agent, and its port', async () => {
  const { clock, onIdle, attach, leave } = await runningAgent();
  const profileId = randomUUID();
  const first = await attach(profileId);
  const port = await first.listen();
  await leave(first, 2);
  clock.advance(LINGER_MS - 1);
  const second = await attach(profileId);
  clock.advance(LINGER_MS * 2);
  expect(onIdle).not.toHaveBeenCalled();
  expect(await isOpen(port)).toBe(true);
  expect(await second.listen()).toBe(port);
});

test('the port of a browser that is gone is closed after the linger time, another stays', async () => {
  const { clock, onIdle, attach, leave } = await runningAgent();
  const staying = await attach(randomUUID());
  const going = await attach(randomUUID());
  const ports = [await staying.listen(), await going.listen()] as const;
  await leave(going, 1);
  clock.advance(LINGER_MS - 1);
  expect(await isOpen(ports[1])).toBe(true);
  clock.advance(1);
  expect(await isOpen(ports[1])).toBe(false);
  expect(await isOpen(ports[0])).toBe(true);
  expect(onIdle).not.toHaveBeenCalled();
});

test('what a relay says after another has taken its place means nothing', async () => {
  const { attach } = await runningAgent();
  const profileId = randomUUID();
  const first = await attach(profileId);
  const port = await first.listen();
  const second = await attach(profileId);
  first.socket.write(encodeMessage({ type: 'stop-listening' }));
  await once(first.socket, 'end');
  expect(await second.listen()).toBe(port);
  expect(await isOpen(port)).toBe(true);
});

test('each browser profile has names of its own for networks', async () => {
  const { attach } = await runningAgent();
  const nameFor = async (profileId: string) => {
    const relay = await attach(profileId);
    const answer = await relay.ask({ type: 'name-network' });
    return (answer as { type: 'network'; name: string }).name;
  };
  const [one, other] = [randomUUID(), randomUUID()];
  const name = await nameFor(one);
  expect(name).toMatch(/^[0-9a-f]{16}$/);
  expect(await nameFor(one)).toBe(name);
  expect(await nameFor(other)).not.toBe(name);
});

describe('while the system’s settings point at a browser’s port', () => {
  const wish = { type: 'system-proxy', takesOver: false };

  test('the agent and the port outlive the browser', async () => {
    const { clock, onIdle, attach, leave } = await runningAgent();
    const relay = await attach(randomUUID());
    const port = await relay.listen();
    await relay.ask({ ...wish, want: 'on' });
    await leave(relay, 2);
    for (let lingers = 0; lingers < 5; lingers++) clock.advance(LINGER_MS);
    expect(onIdle).not.toHaveBeenCalled();
    expect(await isOpen(port)).toBe(true);
  });

  test('they go as soon as the settings are put back', async () => {
    const { clock, onIdle, attach, leave, control } = await runningAgent();
    const relay = await attach(randomUUID());
    const port = await relay.listen();
    await relay.ask({ ...wish, want: 'on' });
    await leave(relay, 2);
    clock.advance(LINGER_MS);
    await control('off');
    await vi.waitFor(() => expect(clock.scheduledCount).toBe(2), { interval: 1 });
    clock.advance(LINGER_MS);
    expect(onIdle).toHaveBeenCalledOnce();
    expect(await isOpen(port)).toBe(false);
  });

  test('a browser that never asked hears nothing of it: it may be older than that', async () => {
    const { attach } = await runningAgent();
    const [one, older] = [await attach(randomUUID()), await attach(randomUUID())];
    await one.listen();
    await one.ask({ ...wish, want: 'on' });
    expect(await older.ask({ type: 'name-network' })).toMatchObject({ type: 'network' });
  });
});

test('a command with another key is not answered', async () => {
  const { control } = await runningAgent();
  expect(await control('status', 'b'.repeat(64))).toBeUndefined();
});
