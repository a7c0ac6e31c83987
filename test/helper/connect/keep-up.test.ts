import { expect, onTestFinished, test } from 'vitest';
import type { Connected } from '../../../src/helper/connect/client.ts';
import { type ConnectState, type Kept, keepUp } from '../../../src/helper/connect/keep-up.ts';
import { MeekError } from '../../../src/meek/errors.ts';
import type { Random } from '../../../src/meek/random.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { settled } from '../../meek/settled.ts';

const random: Random = { bytes: (length) => new Uint8Array(length), fraction: () => 0 };
const up: Connected = { front: 'cdn.example', version: 2, isEncrypted: true };
const gone = new MeekError('MEEK_SERVER_UNREACHABLE', 'answered 502');

/** A client whose every step is the test's to end. */
function run() {
  const clock = new ManualClock();
  const over = new AbortController();
  const attempts: PromiseWithResolvers<Connected>[] = [];
  const downs: unknown[] = [];
  let breakIt: (error: unknown) => void = () => {};
  const client: Kept = {
    bringUp() {
      const attempt = Promise.withResolvers<Connected>();
      attempts.push(attempt);
      return attempt.promise;
    },
    untilBroken: (signal) =>
      new Promise((resolve) => {
        breakIt = resolve;
        signal.addEventListener('abort', () => resolve(signal.reason));
      }),
    goDown: (error) => void downs.push(error),
  };
  const states: ConnectState[] = [];
  const onState = (state: ConnectState) => void states.push(state);
  const done = keepUp(client, { clock, random, onState }, over.signal);
  onTestFinished(() => over.abort());
  return {
    ...{ clock, attempts, downs, states, done },
    end: () => over.abort(),
    break: (error: unknown) => breakIt(error),
    kinds: () => states.map(({ kind }) => kind),
  };
}

test('it connects, and says through what', async () => {
  const { attempts, states } = run();
  attempts[0]?.resolve(up);
  await settled();
  expect(states).toEqual([{ kind: 'connecting' }, { kind: 'connected', ...up }]);
});

test('attempts that fail are further and further apart, and told once', async () => {
  const { clock, attempts, downs, states } = run();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    attempts[attempt]?.reject(gone);
    await settled();
    waits.push(clock.advanceToNext());
    await settled();
  }
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(downs).toEqual(Array(9).fill(gone));
  expect(states).toMatchObject([
    { kind: 'connecting' },
    { kind: 'down', trouble: { layer: 'server', code: 'MEEK_SERVER_UNREACHABLE' } },
  ]);
});

test('what broke is down at once, and told by what the next attempt meets', async () => {
  const { clock, attempts, downs, kinds, ...it } = run();
  attempts[0]?.resolve(up);
  await settled();
  const cut = new MeekError('MEEK_FRONT_UNREACHABLE', 'cut short');
  it.break(cut);
  await settled();
  expect(downs).toEqual([cut]);
  expect(kinds()).toEqual(['connecting', 'connected', 'connecting']);
  clock.advanceToNext();
  await settled();
  attempts[1]?.reject(gone);
  await settled();
  expect(it.states.at(-1)).toMatchObject({ trouble: { code: 'MEEK_SERVER_UNREACHABLE' } });
});

test('after a success the waits begin anew', async () => {
  const { clock, attempts, ...it } = run();
  for (const attempt of [0, 1, 2]) {
    attempts[attempt]?.reject(gone);
    await settled();
    clock.advanceToNext();
    await settled();
  }
  attempts[3]?.resolve(up);
  await settled();
  it.break(gone);
  await settled();
  expect(clock.advanceToNext()).toBe(250);
});

test.each([
  ['while it connects', () => {}],
  ['while it waits', (it: ReturnType<typeof run>) => it.attempts[0]?.reject(gone)],
  ['while it is connected', (it: ReturnType<typeof run>) => it.attempts[0]?.resolve(up)],
])('it ends when it is told to, %s', async (_when, prepare) => {
  const it = run();
  prepare(it);
  await settled();
  it.end();
  it.attempts[0]?.reject(new Error('aborted'));
  await it.done;
  expect(it.attempts).toHaveLength(1);
});
