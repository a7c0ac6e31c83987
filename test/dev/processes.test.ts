import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import {
  listeningLine,
  ProcessError,
  type ProcessOptions,
  type RunningProcess,
  startProcess,
} from '../../dev/processes.ts';

const started: RunningProcess<unknown>[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) await child.stop();
});

const LISTENING = `console.log(JSON.stringify({ event: 'listening', port: 7 }));`;
const STAY = 'setInterval(() => {}, 60_000);';

function script(source: string) {
  return { command: process.execPath, args: ['-e', source], ready: listeningLine };
}

async function start<T>(options: ProcessOptions<T>): Promise<RunningProcess<T>> {
  const child = await startProcess(options);
  started.push(child);
  return child;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('waits for the line that says it is ready', async () => {
  const noise = `console.log('starting'); console.log('{"event":"other"}'); console.log('{half');`;
  const child = await start(script(noise + LISTENING + STAY));
  expect(child.ready).toEqual({ event: 'listening', port: 7 });
  expect(child.tail()).toContain('starting');
});

test('waits for a probe', async () => {
  const probe = async () => 'probed';
  const child = await start({ command: process.execPath, args: ['-e', STAY], probe });
  expect(child.ready).toBe('probed');
});

test('says why it ended before it was ready', async () => {
  const failing = start(script(`console.error('no such key'); process.exit(3);`));
  await expect(failing).rejects.toMatchObject({
    code: 'PROCESS_EXITED',
    message: expect.stringMatching(/status 3.*no such key/s),
  });
});

test('does not wait for ever', async () => {
  const pids: number[] = [];
  const silent = start({
    ...script(`console.log(process.pid);${STAY}`),
    readyTimeoutMs: 500,
    onLine: (line) => pids.push(Number(line)),
  });
  await expect(silent).rejects.toMatchObject({ code: 'PROCESS_NOT_READY' });
  expect(pids.filter(isAlive)).toEqual([]);
});

test('says when there is no such program', async () => {
  const missing = start({ command: 'frontage-no-such-program', ready: listeningLine });
  await expect(missing).rejects.toBeInstanceOf(ProcessError);
  await expect(missing).rejects.toMatchObject({ code: 'PROCESS_START_FAILED' });
});

test('lets a program end in its own way', async () => {
  const child = await start(
    script(`process.on('SIGTERM', () => process.exit(4));${LISTENING}${STAY}`),
  );
  await child.stop();
  expect(await child.exited).toBe(4);
});

test('kills a program that will not end', async () => {
  const child = await start(script(`process.on('SIGTERM', () => {});${LISTENING}${STAY}`));
  await child.stop(1);
  expect(await child.exited).toBeNull();
});

test('stopping twice is stopping once', async () => {
  const child = await start(script(LISTENING + STAY));
  await Promise.all([child.stop(), child.stop()]);
  await child.stop();
  expect(isAlive(child.pid)).toBe(false);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'a child does not outlive a parent ended by %s',
  async (signal) => {
    // A process that nobody has waited for still has its pid, but no open socket.
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const parent = await start(
      script(
        parentOf(`process.on('SIGTERM', () => {});
      require('node:net').connect(${port}, '127.0.0.1');${LISTENING}${STAY}`),
      ),
    );
    const [socket] = await connected;
    const gone = once(socket.resume(), 'close');
    process.kill(parent.pid, signal);
    expect(await parent.exited).toBeGreaterThan(128);
    await gone.catch(() => {});
    server.close();
  },
);

function parentOf(source: string): string {
  const module = new URL('../../dev/processes.ts', import.meta.url);
  return `import('${module}').then(async ({ listeningLine, startProcess }) => {
    const args = ['-e', ${JSON.stringify(source)}];
    await startProcess({ command: process.execPath, args, ready: listeningLine });
    ${LISTENING}
  });`;
}

test('leaves no listener behind', async () => {
  const before = process.listenerCount('SIGINT');
  const child = await start(script(LISTENING + STAY));
  await child.stop();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
