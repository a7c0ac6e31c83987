import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { splice } from '../../src/helper/local-proxy/splice.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { LocalProxyUnderTest } from './local-proxy-under-test.ts';
import { breakPipe, pipePair } from './memory-pipe.ts';

const broken = new Error('The session is lost.');

async function readText(pipe: Pipe): Promise<string> {
  return new Response(pipe.readable as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

test('the app ends first, and still gets the answer', async () => {
  const { app, far } = await (await LocalProxyUnderTest.open()).connected();
  app.write('question');
  app.end();
  expect(await readText(far)).toBe('question');
  const writer = far.writable.getWriter();
  await writer.write(Buffer.from('answer'));
  await writer.close();
  expect(await app.closed).toBeUndefined();
  expect(`${app.received}`).toBe('answer');
});

test('the far end ends first, and still gets what the app says', async () => {
  const { app, far } = await (await LocalProxyUnderTest.open()).connected();
  const writer = far.writable.getWriter();
  await writer.write(Buffer.from('bye'));
  await writer.close();
  await app.ended;
  app.write('one more thing');
  app.end();
  expect(await readText(far)).toBe('one more thing');
  expect(await app.closed).toBeUndefined();
});

test('a broken pipe is a reset for the app, not an end', async () => {
  const { app, far } = await (await LocalProxyUnderTest.open()).connected();
  breakPipe(far, broken);
  expect(await app.closed).toBe('ECONNRESET');
});

test('a pipe that breaks after the app has ended is a reset, too', async () => {
  const { app, far } = await (await LocalProxyUnderTest.open()).connected();
  app.end();
  await readText(far);
  await far.writable.abort(broken);
  expect(await app.closed).toBe('ECONNRESET');
});

test('an app that resets its connection breaks the pipe', async () => {
  const { app, far } = await (await LocalProxyUnderTest.open()).connected();
  app.socket.resetAndDestroy();
  await expect(readText(far)).rejects.toThrow();
  await expect(far.writable.getWriter().closed).rejects.toThrow();
});

test('an app that was gone before the pipe came breaks the pipe', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const { port } = server.address() as { port: number };
  const client = connect(port, '127.0.0.1');
  const [socket]: [Socket] = (await accepted) as [Socket];
  client.destroy();
  socket.destroy();
  await once(socket, 'close');
  const { near, far } = pipePair();
  await splice(socket, near);
  await expect(readText(far)).rejects.toThrow();
});

test('an app that does not read stops the reader of the pipe', async () => {
  const { app, far } = await (await LocalProxyUnderTest.open()).connected();
  app.socket.pause();
  const writer = far.writable.getWriter();
  const chunk = new Uint8Array(256 * 1024);
  let writtenBytes = 0;
  // Far more than the sockets of both ends may buffer.
  const wholeBytes = 256 * 1024 * 1024;
  const done = (async () => {
    while (writtenBytes < wholeBytes) {
      await writer.ready;
      await writer.write(chunk);
      writtenBytes += chunk.length;
    }
  })();
  done.catch(() => {});
  const stalled = await untilUnchanged(() => writtenBytes);
  expect(stalled).toBeGreaterThan(0);
  expect(stalled).toBeLessThan(wholeBytes / 2);
  app.socket.resetAndDestroy();
  await expect(done).rejects.toThrow();
});

/** The value once it has stayed the same over many turns of the event loop. */
async function untilUnchanged(read: () => number): Promise<number> {
  let last = -1;
  for (let turns = 0; turns < 2_000; turns++) {
    if (read() !== last) turns = 0;
    last = read();
    await new Promise(setImmediate);
  }
  return last;
}
