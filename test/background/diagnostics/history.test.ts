import { expect, test } from 'vitest';
import { MAX_ENTRIES, StateHistory } from '../../../src/background/diagnostics/history.ts';
import { degraded } from '../../../src/background/state.ts';

function area(stored: Record<string, unknown> = {}) {
  return {
    stored,
    get: async (key: string) => ({ [key]: stored[key] }),
    set: async (items: Record<string, unknown>) => void Object.assign(stored, items),
  };
}

test('keeps the codes of states and when they came about, and nothing else of them', async () => {
  let nowMs = 1_000;
  const history = new StateHistory(area(), () => nowMs++);
  history.note({ kind: 'starting', step: 'front' });
  history.note({ kind: 'on', front: 'secret.example', proxyPort: 1080, sinceMs: 5 });
  history.note(degraded('fronts-blocked', 1080));
  expect(await history.entries()).toEqual([
    { kind: 'starting', code: 'front', atMs: 1_000, times: 1 },
    { kind: 'on', code: null, atMs: 1_001, times: 1 },
    { kind: 'degraded', code: 'fronts-blocked', atMs: 1_002, times: 1 },
  ]);
});

test('counts what comes again, and outlives the worker', async () => {
  const session = area();
  const before = new StateHistory(session, () => 1);
  before.note(degraded('offline', null));
  await before.entries();
  const later = new StateHistory(session, () => 2);
  later.note(degraded('offline', null));
  later.note({ kind: 'off' });
  expect(await later.entries()).toMatchObject([
    { code: 'offline', atMs: 2, times: 2 },
    { kind: 'off', times: 1 },
  ]);
});

test('has a limit, and forgets the oldest', async () => {
  const history = new StateHistory(area(), () => 1);
  for (let index = 0; index < MAX_ENTRIES; index++) {
    history.note(degraded('offline', null));
    history.note({ kind: 'off' });
  }
  history.note({ kind: 'starting', step: 'proxy' });
  const entries = await history.entries();
  expect(entries).toHaveLength(MAX_ENTRIES);
  expect(entries.at(-1)).toMatchObject({ code: 'proxy' });
});

test.each([
  ['what it did not write', { 'state-history': [{ kind: 'on', code: 'secret.example' }] }],
  ['no list', { 'state-history': 'x' }],
])('takes %s for nothing', async (_, stored) => {
  expect(await new StateHistory(area(stored), () => 1).entries()).toEqual([]);
});

test('where nothing can be kept, there is none', async () => {
  const failing = {
    get: () => Promise.reject(new Error('no')),
    set: () => Promise.reject(new Error('no')),
  };
  const history = new StateHistory(failing, () => 1);
  history.note({ kind: 'off' });
  expect(await history.entries()).toEqual([]);
});
