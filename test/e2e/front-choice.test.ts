import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { FRONTS } from '../../dev/stack/names.ts';
import type { Snapshot } from '../../src/background/messages.ts';
import { type RunningStack, runStack } from './running-stack.ts';
import { endWorker } from './worker.ts';

const LIMIT_MS = 30_000;

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

async function untilSnapshot(what: string, isSo: (snapshot: Snapshot) => boolean) {
  const untilMs = Date.now() + LIMIT_MS;
  for (;;) {
    const snapshot = await running.stack.extension.ask({ type: 'get-snapshot' });
    if (isSo(snapshot)) return snapshot;
    if (Date.now() > untilMs) throw new RangeError(`${what}: ${JSON.stringify(snapshot)}`);
    await sleep(100);
  }
}

/** Every front of the profile is asked; each state by the front's host. */
async function testAll(): Promise<Record<string, string | null>> {
  await running.stack.extension.ask({ type: 'vet-fronts' });
  await untilSnapshot('not tested', ({ vetting }) => vetting === null);
  const rows = await running.stack.extension.fronts();
  return Object.fromEntries(
    rows.map(({ front, state, lastFailure }) => [
      front.host,
      state === 'good' ? state : lastFailure,
    ]),
  );
}

const GONE = { host: 'gone.example', port: 443, technique: 'host-rule' } as const;
const REFUSED = { host: 'refused.example', technique: 'host-rule' } as const;
const good = Object.fromEntries(FRONTS.map((host) => [host, 'good']));

describe('a test of all fronts tells how each fails', () => {
  test('in Chromium, where a front is dialled or is a secure proxy', async () => {
    const port = await freePort();
    const proxied = { host: 'proxied.example', port, technique: 'secure-proxy' as const };
    running = await runStack({
      extraFronts: [GONE, { ...REFUSED, port }, proxied],
      resolverRules: [
        'MAP gone.example ~NOTFOUND',
        'MAP refused.example 127.0.0.1',
        'MAP proxied.example 127.0.0.1',
      ],
    });
    expect(await testAll()).toEqual({
      ...good,
      'gone.example': 'FRONT_NAME_NOT_RESOLVED',
      'refused.example': 'FRONT_TCP_REFUSED',
      'proxied.example': 'FRONT_TCP_REFUSED',
    });
  });

  test('in Firefox', async () => {
    running = await runStack({ browser: 'firefox', extraFronts: [GONE] });
    expect(await testAll()).toEqual({ ...good, 'gone.example': 'FRONT_NAME_NOT_RESOLVED' });
  });
});

test('what is known of the fronts outlives the worker', async () => {
  running = await runStack();
  expect(await testAll()).toEqual(good);
  // Changes are stored a second after the first of them, on a busy machine a little later.
  await sleep(4_000);
  await running.stack.extension.ask({ type: 'switch-off' });
  await endWorker(running.stack.browser);
  const { state } = await running.stack.extension.ask({ type: 'get-snapshot' });
  expect(state.kind).toBe('off');
  const rows = await running.stack.extension.fronts();
  expect(rows.map((row) => row.state)).toEqual(['good', 'good']);
});
