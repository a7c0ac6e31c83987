import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MeekClient, send } from './meek-client.ts';
import { startTcpServer } from './tcp-servers.ts';

const ENTRY = new URL('../../src/server/main.ts', import.meta.url).pathname;

interface LogRecord {
  readonly event: string;
  readonly level: number;
  readonly port?: number;
  readonly adminPort?: number | null;
}

function run(argv: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [ENTRY, ...argv], {
    env: { ...process.env, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function runToEnd(argv: string[]) {
  const child = run(argv);
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, code: (await exited)[0] };
}

/** Runs the server, and returns once it listens. */
async function serve(argv: string[], environment?: NodeJS.ProcessEnv) {
  const listening = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
  const child = run([...listening, ...argv], environment);
  const exited = once(child, 'exit');
  const records: LogRecord[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => records.push(JSON.parse(line)));
  await once(lines, 'line');
  const [{ port = 0, adminPort = 0 }] = records as [LogRecord];
  return { child, exited, records, port, adminPort: adminPort ?? 0 };
}

test('help goes to stdout and exits with 0', async () => {
  const { stdout, stderr, code } = await runToEnd(['--help']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout).toContain('--idle-timeout DURATION');
});

test('a bad option is one line on stderr and exits with 2', async () => {
  const { stdout, stderr, code } = await runToEnd(['--holdoff', 'soon']);
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  expect(stderr).toMatch(/^frontage-server: --holdoff "soon" is not a duration.*\.\n$/);
});

test('an address in use is one line on stderr and exits with 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const { stderr, code } = await runToEnd(['--listen', `127.0.0.1:${port}`, '--admin', 'off']);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `frontage-server: cannot listen on 127.0.0.1:${port}: another program listens there\n`,
  );
});

describe('while it serves', () => {
  test('the health check is on the admin port only', async () => {
    const upstream = await startTcpServer(() => {});
    const { port, adminPort } = await serve(['--upstream', `127.0.0.1:${upstream.port}`]);
    await new MeekClient(port).post();
    const health = { method: 'GET', path: '/healthz' };
    expect(await send(adminPort, health)).toMatchObject({
      status: 200,
      body: Buffer.from('ok sessions=1\n'),
    });
    expect(await send(port, health)).toMatchObject({ status: 405 });
    expect(await send(adminPort, { method: 'GET', path: '/' })).toMatchObject({ status: 404 });
  });

  test('an open relay is warned of (TestNewInbound_RequiresAuthToken)', async () => {
    const { records } = await serve([]);
    await expect.poll(() => records.at(-1)).toMatchObject({ event: 'open-relay', level: 40 });
  });

  test('a token from the environment closes it', async () => {
    const { port, records, child, exited } = await serve([], { FRONTAGE_AUTH_TOKEN: 's3cret' });
    expect(await send(port)).toMatchObject({ status: 403 });
    child.kill('SIGTERM');
    await exited;
    expect(records.map(({ event }) => event)).not.toContain('open-relay');
  });

  test('the log names neither client, session nor destination', async () => {
    const { port, child, exited, records } = await serve(['--resolve', 'secret.example=127.0.0.1']);
    const client = new MeekClient(port, { id: 'secret-session' });
    const name = 'secret.example';
    const greeting = [5, 1, 0];
    const request = [5, 1, 0, 3, name.length, ...Buffer.from(name), 0, 80];
    const answer = await client.post(Buffer.from([...greeting, ...request]));
    await client.read(12 - answer.body.length);
    child.kill('SIGTERM');
    await exited;
    expect(records.map(({ event }) => event)).toEqual(['listening', 'open-relay', 'stopping']);
    expect(JSON.stringify(records)).not.toMatch(/secret|127\.0\.0\.1/);
  });
});

describe('told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s, it exits with 0', async (signal) => {
    const { child, exited } = await serve([]);
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
  });

  test('it finishes the exchange under way, and closes its upstreams', async () => {
    const upstream = await startTcpServer((socket) => socket.resume());
    const { port, child, exited, records } = await serve([
      ...['--upstream', `127.0.0.1:${upstream.port}`, '--holdoff', '60s'],
    ]);
    const poll = new MeekClient(port).post();
    const socket = await upstream.accepted();
    const ended = once(socket, 'end');
    child.kill('SIGTERM');
    await expect.poll(() => records.at(-1)?.event).toBe('stopping');
    await expect(send(port)).rejects.toThrow('ECONNREFUSED');
    socket.write('the last answer');
    expect((await poll).body.toString()).toBe('the last answer');
    await ended;
    expect(await exited).toEqual([0, null]);
  });

  test('twice, it does not wait', async () => {
    const upstream = await startTcpServer((socket) => socket.resume());
    const { port, child, exited, records } = await serve([
      ...['--upstream', `127.0.0.1:${upstream.port}`, '--holdoff', '60s'],
    ]);
    const cut = expect(new MeekClient(port).post()).rejects.toThrow();
    await upstream.accepted();
    child.kill('SIGTERM');
    await expect.poll(() => records.at(-1)?.event).toBe('stopping');
    child.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    await cut;
  });
});
