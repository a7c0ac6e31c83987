import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { FrontSummary } from '../../src/background/fronts/front-summaries.ts';
import { message } from '../../src/popup/messages.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf } from './open-popup.tsx';
import { aSnapshot, ON } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

afterEach(closePopup);

const front = (name: string, changes: Partial<FrontSummary> = {}): FrontSummary => ({
  ...{ name, state: 'unknown', rttMs: null, lastFailure: null, lastOkAtMs: null },
  ...changes,
});

const rows = () => [...document.querySelectorAll('.front')].map((row) => row.textContent);

test('fronts that work come first, each with how it has fared', async () => {
  await openPopup(
    aSnapshot({
      state: ON,
      fronts: [
        front('new.example'),
        front('bad.example', { state: 'resting', lastFailure: 'FRONT_TLS_RESET' }),
        front('good.example', { state: 'good', rttMs: 120.4 }),
      ],
    }),
    'fronts',
  );
  expect(rows()).toEqual([
    'good.exampleworks, 120 ms',
    'bad.examplecut off once named',
    'new.examplenot tested',
  ]);
  expect(textOf('.fronts summary')).toContain('1 of 3 work');
});

test('they are unfolded when all are blocked, with the way to test them again', async () => {
  const fronts = [front('a.example')];
  const { model } = await openPopup(aSnapshot({ state: ON, fronts }), 'fronts');
  expect(find<HTMLDetailsElement>('.fronts').open).toBe(false);
  const blocked = { layer: 'front', reason: 'fronts-blocked', proxyPort: 1080 } as const;
  const state = { kind: 'degraded', ...blocked } as const;
  await act(() => {
    model.snapshot.value = aSnapshot({ state, fronts });
  });
  expect(find<HTMLDetailsElement>('.fronts').open).toBe(true);
  expect(buttonNamed(message('vet_fronts')).disabled).toBe(false);
});

test('of two thousand a hundred are shown, and how many more there are', async () => {
  const fronts = Array.from({ length: 2_000 }, (_, index) => front(`f${index}.example`));
  await openPopup(aSnapshot({ state: ON, fronts }), 'fronts');
  expect(rows()).toHaveLength(100);
  expect(textOf('.fronts > .hint')).toBe('and 1,900 more');
});

test('the test of all is asked for, watched and stopped', async () => {
  const fronts = [front('a.example')];
  const off = await openPopup(aSnapshot({ fronts }), 'fronts');
  expect(buttonNamed(message('vet_fronts')).disabled).toBe(true);
  expect(off.send).not.toHaveBeenCalled();
  closePopup();

  const on = await openPopup(aSnapshot({ state: ON, fronts }), 'fronts');
  await click(buttonNamed(message('vet_fronts')));
  expect(on.send).toHaveBeenLastCalledWith({ type: 'vet-fronts' });
  closePopup();

  const vetting = { total: 2_000, done: 31, good: 4 };
  const under = await openPopup(aSnapshot({ state: ON, fronts, vetting }), 'fronts');
  expect(find('.vetting [role=status]').textContent).toBe('31 of 2,000 tested, 4 work');
  await click(buttonNamed(message('stop_vetting')));
  expect(under.send).toHaveBeenLastCalledWith({ type: 'stop-vetting' });
});
