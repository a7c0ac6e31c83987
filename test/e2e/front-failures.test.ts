import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { FRONTS } from '../../dev/stack/names.ts';
import type { FrontFailureCode } from '../../src/meek/fronts/failure/front-failure.ts';
import { type FailingFronts, startFailingFronts } from './failing-fronts.ts';
import { type RunningStack, runStack } from './running-stack.ts';

const LIMIT_MS = 60_000;

let running: RunningStack;
let failing: FailingFronts;

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await failing[Symbol.asyncDispose]();
});

/** What a person reads of each front after all were tested. */
async function testAll(): Promise<Record<string, string | null>> {
  const { extension } = running.stack;
  await extension.ask({ type: 'vet-fronts' });
  for (const untilMs = Date.now() + LIMIT_MS; ; await sleep(100)) {
    const { vetting } = await extension.ask({ type: 'get-snapshot' });
    if (vetting !== null && Date.now() < untilMs) continue;
    const fronts = await extension.fronts();
    return Object.fromEntries(
      fronts.map(({ front, state, lastFailure }) => [
        front.host.split('.')[0] ?? '',
        state === 'good' ? state : lastFailure,
      ]),
    );
  }
}

const EXPECTED: Record<string, FrontFailureCode> = {
  gone: 'FRONT_NAME_NOT_RESOLVED',
  refuses: 'FRONT_TCP_REFUSED',
  resets: 'FRONT_TLS_RESET',
  silent: 'FRONT_TIMEOUT',
  wrong: 'FRONT_TLS_NAME_MISMATCH',
};

/** Chromium is asked for each step; Firefox says no more than that the time is over. */
const DROPPED = { chromium: 'FRONT_TCP_TIMEOUT', firefox: 'FRONT_TIMEOUT' } as const;

test.each(['chromium', 'firefox'] as const)(
  'in %s a test of all fronts says at which step each fails',
  async (browser) => {
    failing = await startFailingFronts();
    const { refuses, resets, silent, dropsSyns } = failing;
    const hosts = ['refuses', 'resets', 'silent', 'drops', 'wrong'].map(
      (name) => `${name}.example`,
    );
    running = await runStack({
      browser,
      localHosts: hosts,
      profileFronts: (edgePort) =>
        [
          { host: FRONTS[0], port: browser === 'chromium' ? 443 : edgePort },
          { host: 'gone.example', port: 443 },
          { host: 'refuses.example', port: refuses },
          { host: 'resets.example', port: resets },
          { host: 'silent.example', port: silent },
          { host: 'drops.example', port: dropsSyns },
          { host: 'wrong.example', port: edgePort },
        ].map((front) => ({ ...front, technique: 'auto' as const })),
    });
    expect(await testAll()).toEqual({
      [FRONTS[0].split('.')[0] ?? '']: 'good',
      ...EXPECTED,
      drops: DROPPED[browser],
    });
  },
);

test('in Firefox two addresses that are given for one front fail each in its own way', async () => {
  failing = await startFailingFronts();
  const { resets: port } = failing;
  const pinned = { host: 'pinned.example', port, technique: 'auto' as const };
  running = await runStack({
    browser: 'firefox',
    profileFronts: (edgePort) => [
      { host: FRONTS[0], port: edgePort, technique: 'auto' },
      { ...pinned, address: '127.0.0.1' },
      { ...pinned, address: '127.0.0.2' },
    ],
  });
  await testAll();
  const fronts = await running.stack.extension.fronts();
  expect(fronts.slice(1).map(({ lastFailure }) => lastFailure)).toEqual([
    'FRONT_TLS_RESET',
    'FRONT_TCP_REFUSED',
  ]);
});
