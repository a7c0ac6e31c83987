import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import type { RouteRecord } from '../../src/meek/v2/route-memory.ts';
import { socksCurl } from './curl.ts';
import { type RunningStack, runStack } from './running-stack.ts';
import { makeServerTap, type ServerTap } from './server-tap.ts';
import { endWorker } from './worker.ts';

const BYTES = 2_000_000;
const LIMIT_MS = 30_000;

let tap: ServerTap;
let running: RunningStack;

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await tap[Symbol.asyncDispose]();
});

test('a front that buffers is polled from the first READ on, after the worker was restarted', async () => {
  tap = makeServerTap();
  running = await runStack({
    faults: ['buffering-edge'],
    beforeServer: (port) => tap.standBefore(port),
  });
  const { extension, profile } = running.stack;
  // With one front there is no doubt which one is remembered and used.
  await extension.saveProfile({ ...profile, fronts: profile.fronts.slice(0, 1) });
  await extension.until('on again', ({ kind }) => kind === 'on');
  await download();
  expect(readsSince(0)[0]?.lingerMs).toBeGreaterThan(0);
  await untilStored(({ streams }) => streams === false);

  await endWorker(running.stack.browser);
  const requestsBefore = tap.requests.length;
  await extension.until('on again', ({ kind }) => kind === 'on');
  await download();
  // It stays open for later bytes only where bytes come as they are written.
  expect(readsSince(requestsBefore)[0]).toMatchObject({ lingerMs: 0 });
});

async function download(): Promise<void> {
  const { stdout } = await socksCurl(running.proxyPort, `${running.originUrl}/bytes/${BYTES}`);
  expect(stdout.equals(pseudoRandomBytes(BYTES))).toBe(true);
}

function readsSince(requestIndex: number) {
  const frames = tap.requests.slice(requestIndex).flat();
  return frames.filter((frame) => frame.type === 'read');
}

async function untilStored(isSo: (record: RouteRecord) => boolean): Promise<void> {
  const untilMs = Date.now() + LIMIT_MS;
  while (!(await storedRoutes()).some(isSo)) {
    if (Date.now() > untilMs) throw new RangeError('What was learnt of the route is not stored.');
    await sleep(100);
  }
}

function storedRoutes(): Promise<RouteRecord[]> {
  return running.stack.extension.page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await settled(indexedDB.open('frontage'));
    const routes = await settled(db.transaction('routes').objectStore('routes').getAll());
    db.close();
    return routes.map(({ learnt }) => learnt);
  });
}
