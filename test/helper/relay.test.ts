import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { agentAddress } from '../../src/helper/agent/address.ts';
import { RELAY_PROTOCOL } from '../../src/helper/agent/handshake.ts';
import { encodeMessage, MessageSplitter, parseJson } from '../../src/helper/message-frames.ts';
import { builtHelper } from './built-helper.ts';
import { ORIGIN, RelayProcess } from './relay-process.ts';
import { Sandbox } from './sandbox.ts';
import { TcpClient } from './tcp-client.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const program = builtHelper();

/** A port that was free a moment ago; the helper has neighbours to go to if it is not any more. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** An app with an open connection through the tunnel. */
async function connectThrough(port: number): Promise<TcpClient> {
  const app = await TcpClient.connect(port);
  app.write(Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 192, 0, 2, 1, 0, 80));
  await app.take(12);
  return app;
}

async function expectEcho(app: TcpClient, words: string): Promise<void> {
  app.write(words);
  expect(`${await app.take(words.length)}`).toBe(words);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function untilGone(pid: number): Promise<void> {
  return vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 30_000 });
}

test('both say hello, with the pids of relay and agent, which are two processes', async () => {
  const sandbox = new Sandbox(program);
  const relay = new RelayProcess(sandbox);
  const hello = await relay.hello(randomUUID());
  expect(hello).toMatchObject({ protocol: 1, relayPid: relay.pid });
  expect(hello.agentPid).not.toBe(relay.pid);
  expect(isAlive(hello.agentPid)).toBe(true);
});

test('a connection through the local proxy passes over stdio', async () => {
  const relay = await RelayProcess.greeted(new Sandbox(program), randomUUID());
  const app = await connectThrough(await relay.listen(await freePort()));
  await expectEcho(app, 'hello');
  app.end();
  expect(await app.closed).toBeUndefined();
});

describe('the port', () => {
  test('is the preferred one', async () => {
    const relay = await RelayProcess.greeted(new Sandbox(program), randomUUID());
    const port = await freePort();
    expect(await relay.listen(port)).toBe(port);
  });

  test('is another one when that is taken, and is told', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port: takenPort } = taken.address() as AddressInfo;
    const relay = await RelayProcess.greeted(new Sandbox(program), randomUUID());
    const port = await relay.listen(takenPort);
    expect(port).not.toBe(takenPort);
    await connectThrough(port);
  });

  test('is closed when the extension says so, and opened again', async () => {
    const relay = await RelayProcess.greeted(new Sandbox(program), randomUUID());
    const port = await relay.listen(await freePort());
    const app = await connectThrough(port);
    relay.send({ type: 'stop-listening' });
    expect(await app.closed).toBe('ECONNRESET');
    await relay.next('stopped');
    await expect(TcpClient.connect(port)).rejects.toThrow('ECONNREFUSED');
    await expectEcho(await connectThrough(await relay.listen(port)), 'again');
  });

  test('of two profiles differ, and each leads to its own browser', async () => {
    const sandbox = new Sandbox(program);
    const first = await RelayProcess.greeted(sandbox, randomUUID());
    const second = await RelayProcess.greeted(sandbox, randomUUID());
    const preferred = await freePort();
    const ports = [await first.listen(preferred), await second.listen(preferred)] as const;
    expect(ports[0]).not.toBe(ports[1]);
    const apps = [await connectThrough(ports[0]), await connectThrough(ports[1])] as const;
    await first.kill();
    expect(await apps[0].closed).toBe('ECONNRESET');
    await expectEcho(apps[1], 'unharmed');
  });
});

test('a relay that is killed leaves its agent and its port to the next one', async () => {
  const sandbox = new Sandbox(program);
  const profileId = randomUUID();
  const first = new RelayProcess(sandbox);
  const { agentPid } = await first.hello(profileId);
  const port = await first.listen(await freePort());
  const app = await connectThrough(port);
  await first.kill();
  expect(await app.closed).toBe('ECONNRESET');
  const waiting = await TcpClient.connect(port);
  waiting.write(Uint8Array.of(5, 1, 0));
  expect(await waiting.take(2)).toEqual(Buffer.from([5, 0]));
  const second = new RelayProcess(sandbox);
  expect(await second.hello(profileId)).toMatchObject({ agentPid, relayPid: second.pid });
  expect(await second.listen(1)).toBe(port);
  await expectEcho(await connectThrough(port), 'back again');
});

test('a relay that is killed amid a download is noticed all the same', async () => {
  const sandbox = new Sandbox(program);
  const relay = await RelayProcess.greeted(sandbox, randomUUID());
  const app = await connectThrough(await relay.listen(await freePort()));
  relay.child.stdout?.pause();
  relay.child.kill('SIGSTOP');
  app.write(Buffer.alloc(900_000));
  app.write(Buffer.alloc(900_000));
  await new Promise<void>((resolve) => app.socket.write('.', () => resolve()));
  await relay.kill();
  expect(await app.closed).toBe('ECONNRESET');
});

test('an agent that is killed ends its relays; the next one starts another on the same port', async () => {
  const sandbox = new Sandbox(program);
  const profileId = randomUUID();
  const first = new RelayProcess(sandbox);
  const { agentPid } = await first.hello(profileId);
  const port = await first.listen(await freePort());
  process.kill(agentPid, 'SIGKILL');
  expect(await first.exited).toEqual([0, null]);
  expect(first.unframed).toBeNull();
  const second = new RelayProcess(sandbox);
  const hello = await second.hello(profileId);
  expect(hello.agentPid).not.toBe(agentPid);
  expect(await second.listen(port)).toBe(port);
  await expectEcho(await connectThrough(port), 'new agent');
});

test('an agent that is told to stop ends in order', async () => {
  const sandbox = new Sandbox(program);
  const relay = new RelayProcess(sandbox);
  const { agentPid } = await relay.hello(randomUUID());
  process.kill(agentPid, 'SIGTERM');
  expect(await relay.exited).toEqual([0, null]);
  await untilGone(agentPid);
  expect(() => statSync(join(sandbox.runtime, 'agent.sock'))).toThrow('ENOENT');
});

test('a relay whose browser closes stdin ends; its agent does not', async () => {
  const sandbox = new Sandbox(program);
  const relay = new RelayProcess(sandbox);
  const { agentPid } = await relay.hello(randomUUID());
  relay.child.stdin?.end();
  expect(await relay.exited).toEqual([0, null]);
  expect(isAlive(agentPid)).toBe(true);
});

test('two relays that start at once find one agent', async () => {
  const sandbox = new Sandbox(program);
  const relays = [new RelayProcess(sandbox), new RelayProcess(sandbox)] as const;
  const hellos = await Promise.all(relays.map((relay) => relay.hello(randomUUID())));
  expect(hellos[0]?.agentPid).toBe(hellos[1]?.agentPid);
});

describe('what breaks the rules ends that relay only', () => {
  test.each<[string, Buffer]>([
    ['a length of zero', Buffer.alloc(4)],
    ['a message that is too long', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['no JSON', Buffer.from('\x02\0\0\0{]', 'latin1')],
    ['an unknown message', encodeMessage({ type: 'dance' })],
    ['a malformed message', encodeMessage({ type: 'listen', preferredPort: 0 })],
    [
      'a pipe that only the helper may open',
      encodeMessage({ type: 'open', pipe: 1, windowBytes: 1024 * 1024 }),
    ],
  ])('%s', async (_what, bytes) => {
    const sandbox = new Sandbox(program);
    const good = await RelayProcess.greeted(sandbox, randomUUID());
    const app = await connectThrough(await good.listen(await freePort()));
    const bad = await RelayProcess.greeted(sandbox, randomUUID());
    bad.write(bytes);
    await bad.exited;
    expect(bad.unframed).toBeNull();
    await expectEcho(app, 'unharmed');
  });

  test('already in place of the hello', async () => {
    const sandbox = new Sandbox(program);
    const good = await RelayProcess.greeted(sandbox, randomUUID());
    const bad = new RelayProcess(sandbox);
    bad.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await bad.exited;
    expect(bad.unframed).toBeNull();
    expect(await good.listen(await freePort())).toBeGreaterThan(0);
  });
});

describe('an extension', () => {
  test('of another protocol is told so', async () => {
    const relay = new RelayProcess(new Sandbox(program));
    relay.send({ type: 'hello', protocol: 99, version: '9', profileId: randomUUID() });
    expect(await relay.next('problem')).toMatchObject({ code: 'HELPER_INCOMPATIBLE' });
    await relay.exited;
  });

  test.each([
    ['Chromium extension', ['chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/']],
    ['Firefox add-on', ['/tmp/org.frontage.helper.json', 'another@add-on']],
  ])('that is an unknown %s starts nothing, and gets not a byte', async (_what, args) => {
    const sandbox = new Sandbox(program);
    const { stdout, stderr, code } = await sandbox.run(...args);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(/^frontage: .* is not the Frontage extension\.\n$/);
    expect(() => statSync(sandbox.runtime)).toThrow('ENOENT');
  });
});

/** A relay's first words to the agent, over its socket. */
async function knock(
  sandbox: Sandbox,
  changes: object,
): Promise<{ socket: Socket; answer: unknown }> {
  const { socketPath, key } = agentAddress(sandbox.runtime);
  const socket = connect(socketPath);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const messages = socket.pipe(new MessageSplitter())[Symbol.asyncIterator]();
  const hello = { relayProtocol: RELAY_PROTOCOL, version: '0', key, caller: ORIGIN, pid: 1 };
  socket.write(encodeMessage({ ...hello, ...changes }));
  const { done, value } = await messages.next();
  return { socket, answer: done ? null : parseJson(value) };
}

describe('the agent', () => {
  test('is met in a folder, and with a key, that are its owner’s alone', async () => {
    const sandbox = new Sandbox(program);
    await RelayProcess.greeted(sandbox, randomUUID());
    expect(statSync(sandbox.runtime).mode & 0o777).toBe(0o700);
    expect(statSync(join(sandbox.runtime, 'key')).mode & 0o777).toBe(0o600);
    chmodSync(sandbox.runtime, 0o755);
    await RelayProcess.greeted(sandbox, randomUUID());
    expect(statSync(sandbox.runtime).mode & 0o777).toBe(0o700);
  });

  test('says nothing to one with a wrong key', async () => {
    const sandbox = new Sandbox(program);
    await RelayProcess.greeted(sandbox, randomUUID());
    expect((await knock(sandbox, { key: '0'.repeat(64) })).answer).toBeNull();
    expect((await knock(sandbox, { key: '' })).answer).toBeNull();
  });

  test('refuses a relay of another protocol while others need it', async () => {
    const sandbox = new Sandbox(program);
    const relay = await RelayProcess.greeted(sandbox, randomUUID());
    const { answer } = await knock(sandbox, { relayProtocol: RELAY_PROTOCOL + 1 });
    expect(answer).toMatchObject({ accepted: false, reason: expect.stringContaining('version') });
    expect(await relay.listen(await freePort())).toBeGreaterThan(0);
  });

  test('makes room for a relay of another protocol when it is alone', async () => {
    const sandbox = new Sandbox(program);
    const relay = new RelayProcess(sandbox);
    const { agentPid } = await relay.hello(randomUUID());
    relay.child.stdin?.end();
    await relay.exited;
    // The agent may still hear of that: it is alone once it leaves at a knock.
    await vi.waitFor(
      async () => {
        await knock(sandbox, { relayProtocol: RELAY_PROTOCOL + 1 }).catch(() => {});
        expect(isAlive(agentPid)).toBe(false);
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(await new RelayProcess(sandbox).hello(randomUUID())).toBeDefined();
  });

  test('is started in spite of the socket of one that was killed', async () => {
    const sandbox = new Sandbox(program);
    const first = new RelayProcess(sandbox);
    const { agentPid } = await first.hello(randomUUID());
    process.kill(agentPid, 'SIGKILL');
    await first.exited;
    expect(statSync(join(sandbox.runtime, 'agent.sock')).isSocket()).toBe(true);
    await RelayProcess.greeted(sandbox, randomUUID());
  });
});

describe('a relay that meets an agent', () => {
  /** Stands where the agent is expected, and answers as it is told. */
  async function standIn(sandbox: Sandbox, serve: (socket: Socket) => void) {
    const { socketPath } = agentAddress(sandbox.runtime);
    const server = createServer((socket) => {
      socket.on('error', () => {});
      serve(socket);
    });
    server.listen(socketPath);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    return server;
  }
  const refusal = { accepted: false, version: '0.0.1', reason: 'Close the other browsers.' };

  test('that refuses it, tells the extension why', async () => {
    const sandbox = new Sandbox(program);
    await standIn(sandbox, (socket) => {
      socket.resume().once('data', () => socket.end(encodeMessage(refusal)));
    });
    const relay = new RelayProcess(sandbox);
    expect(await relay.next('problem')).toEqual({
      type: 'problem',
      code: 'HELPER_INCOMPATIBLE',
      message: 'Close the other browsers.',
    });
    expect(await relay.exited).toEqual([0, null]);
  });

  test('that makes room, starts one of its own', async () => {
    const sandbox = new Sandbox(program);
    const server = await standIn(sandbox, (socket) => {
      server.close();
      socket.resume().once('data', () => socket.end(encodeMessage(refusal)));
    });
    const relay = new RelayProcess(sandbox);
    expect((await relay.hello(randomUUID())).agentPid).not.toBe(process.pid);
  });

  test('that leaves amid the greeting, starts one of its own', async () => {
    const sandbox = new Sandbox(program);
    const server = await standIn(sandbox, (socket) => {
      server.close();
      socket.destroy();
    });
    expect(await new RelayProcess(sandbox).hello(randomUUID())).toBeDefined();
  });

  test('that talks nonsense, says that it could not start', async () => {
    const sandbox = new Sandbox(program);
    await standIn(sandbox, (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const problem = await new RelayProcess(sandbox).next('problem');
    expect(problem).toMatchObject({ code: 'HELPER_START_FAILED' });
  });
});

test('a damaged key is named, and nothing is started', async () => {
  const sandbox = new Sandbox(program);
  agentAddress(sandbox.runtime);
  const path = join(sandbox.runtime, 'key');
  writeFileSync(path, 'short');
  const problem = await new RelayProcess(sandbox).next('problem');
  expect(problem).toMatchObject({ code: 'HELPER_START_FAILED' });
  expect(problem.message).toContain(path);
  expect(readFileSync(path, 'utf8')).toBe('short');
});
