import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { toTcp } from '../server/server-under-test.ts';
import { startEcho } from '../server/tcp-servers.ts';
import { startV2Server } from '../server/v2/server-under-test.ts';
import { connectToServer, PIN } from '../tunnel/h2/tunnel-under-test.ts';
import { V1Session } from './meek-client/v1.ts';
import { V2Session } from './meek-client/v2.ts';
import { serveConnection } from './origin/serve.ts';
import { move } from './server-load/move.ts';

async function startOrigin(): Promise<number> {
  const origin = createServer(serveConnection).listen(0, '127.0.0.1');
  onTestFinished(() => void origin.close());
  await once(origin, 'listening');
  return (origin.address() as AddressInfo).port;
}

test.each(['down', 'up'] as const)('bytes move %s through a tunnel', async (direction) => {
  const dial = async () => (await connectToServer({ token: '' })).stream;
  const { port } = await startV2Server({ dial });
  const moved = await move({ port, pin: PIN }, direction, 3_000_000, await startOrigin());
  expect(moved.elapsedMs).toBeGreaterThan(0);
});

test('an exchange of meek-v2 brings back what it sent', async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const session = new V2Session(port, 0);
  for (const words of ['one', 'and another']) {
    expect(`${await session.exchange(Buffer.from(words))}`).toBe(words);
  }
});

test('exchanges of meek-v1 bring it back in time, and a refusal is an error', async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const session = new V1Session(port, 0);
  let received = `${await session.exchange(Buffer.from('hello'))}`;
  while (received === '') received = `${await session.exchange(Buffer.alloc(0))}`;
  expect(received).toBe('hello');
  await expect(new V1Session(port, 0).exchange(Buffer.alloc(300_000))).rejects.toThrow('413');
});
