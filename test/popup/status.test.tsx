import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../src/background/messages.ts';
import {
  degraded,
  failed,
  LAYER_OF,
  type Reason,
  type TunnelState,
} from '../../src/background/state.ts';
import { message } from '../../src/popup/messages.ts';
import { HEADLINE_OF, SENTENCE_OF_REASON, SENTENCE_OF_STEP } from '../../src/popup/sentences.ts';
import { fakeBrowser } from './fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf } from './open-popup.tsx';
import { aSnapshot, HOME, ON, WORK } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

const REASONS = Object.keys(LAYER_OF) as Reason[];
const NO_PROFILE = aSnapshot({ profiles: [], chosenProfileId: null });

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
});
afterEach(closePopup);

const theSwitch = () => find<HTMLButtonElement>('[role=switch]');

test('shows at once that it waits, before anything is known', async () => {
  await openPopup(null);
  expect(textOf('[role=status]')).toBe(message('status_waiting'));
  expect(theSwitch().disabled).toBe(true);
});

test('a fresh installation cannot be switched on, and leads to the one first step', async () => {
  const { model } = await openPopup(NO_PROFILE);
  expect(theSwitch().disabled).toBe(true);
  const primary = document.body.querySelectorAll<HTMLButtonElement>('.button.primary');
  expect([...primary].map(({ textContent }) => textContent)).toEqual([message('first_paste')]);
  expect(buttonNamed(message('first_by_hand'))).toBeTruthy();
  await click(find('.button.primary'));
  expect(model.view.value).toBe('import');
});

test('without a profile that can be read it cannot be switched on, and says what to do', async () => {
  const invalid = { id: HOME.id, name: 'Home', field: 'innerHost' };
  await openPopup({ ...NO_PROFILE, invalidProfiles: [invalid] });
  expect(theSwitch().disabled).toBe(true);
  expect(textOf('[role=status]')).toBe(message('status_no_profile'));
  expect(buttonNamed(message('profile_add'))).toBeTruthy();
});

test('without a chosen profile it cannot be switched on', async () => {
  await openPopup(aSnapshot({ chosenProfileId: null }));
  expect(theSwitch().disabled).toBe(true);
  expect(textOf('[role=status]')).toBe(message('status_unchosen'));
  expect(find('select')).toBeTruthy();
});

test('the switch has a name', async () => {
  await openPopup(aSnapshot());
  expect(theSwitch().getAttribute('aria-label')).toBe(message('switch_label'));
});

test('switches on and shows what the background answers', async () => {
  const { model, send } = await openPopup(aSnapshot());
  send.mockResolvedValue({
    ok: true,
    snapshot: aSnapshot({ state: { kind: 'starting', step: 'helper' } }),
  });
  expect(theSwitch().getAttribute('aria-checked')).toBe('false');
  await click(theSwitch());
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'switch-on' });
  expect(model.snapshot.value?.state.kind).toBe('starting');
  expect(theSwitch().getAttribute('aria-checked')).toBe('true');
  expect(textOf('[role=status]')).toBe(message('step_helper'));
});

test.each<Snapshot['state']>([
  { kind: 'starting', step: 'helper' },
  ON,
  degraded('helper-stopped', null),
  failed('helper-missing'),
])('switches off from $kind, even when the profile is gone', async (state) => {
  const { send } = await openPopup({ ...NO_PROFILE, state });
  await click(theSwitch());
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'switch-off' });
});

test.each(Object.entries(SENTENCE_OF_STEP))('says the step %s of starting', async (step, key) => {
  await openPopup(aSnapshot({ state: { kind: 'starting', step: step as never } }));
  expect(textOf('[role=status]')).toBe(message(key));
});

test.each(REASONS)('failed by %s: names the layer and what to do', async (reason) => {
  await openPopup(aSnapshot({ state: failed(reason) }));
  expect(textOf('[role=status] h2')).toBe(message(HEADLINE_OF[LAYER_OF[reason]]));
  expect(textOf('[role=status] p')).toBe(message(SENTENCE_OF_REASON[reason]));
});

test('degraded: says that it keeps trying, and offers nothing to press', async () => {
  await openPopup(aSnapshot({ state: degraded('front-unreachable', 1080) }));
  expect(textOf('[role=status]')).toContain(message('reason_front_unreachable'));
  expect(textOf('[role=status]')).toContain(message('status_retrying'));
  expect(document.querySelector('.status button')).toBeNull();
});

test.each([
  failed('permission-missing'),
  failed('proxy-held-by-policy'),
  degraded('proxy-held-by-extension', 1080),
])('$kind by $reason: does not claim that nothing goes out', async (state) => {
  await openPopup(aSnapshot({ state }));
  expect(textOf('[role=status]')).toContain(message('status_outside'));
  expect(textOf('[role=status]')).not.toContain(message('status_retrying'));
});

test('failed, and held in: says that nothing goes out', async () => {
  await openPopup(aSnapshot({ state: failed('helper-missing') }));
  expect(textOf('[role=status]')).toContain(message('status_kept_in'));
});

test('failed: tries again', async () => {
  const { send } = await openPopup(aSnapshot({ state: failed('helper-missing') }));
  await click(buttonNamed(message('retry')));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'switch-on' });
});

test('failed for want of a permission: asks for it, then tries again', async () => {
  const { send } = await openPopup(aSnapshot({ state: failed('permission-missing') }));
  await click(buttonNamed(message('allow')));
  expect(fakeBrowser.permissions.request.mock.calls[0]?.[0].origins).toContain(
    'https://cdn.example/*',
  );
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'switch-on' });
});

test('failed for want of a permission that is refused again: says so and sends nothing', async () => {
  fakeBrowser.permissions.request.mockResolvedValue(false);
  const { send } = await openPopup(aSnapshot({ state: failed('permission-missing') }));
  await click(buttonNamed(message('allow')));
  expect(textOf('[role=alert]')).toBe(message('permission_still_missing'));
  expect(send).not.toHaveBeenCalled();
});

test('on: shows the front, the proxy and the traffic', async () => {
  const traffic = { openConnections: 1_234, sentBytes: 999, receivedBytes: 98_765_432 };
  const state = { ...ON, sinceMs: 1_000 } as TunnelState;
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
  await openPopup(aSnapshot({ state, traffic }));
  vi.useRealTimers();
  expect(textOf('[role=status]')).toBe(message('status_on'));
  const facts = [...document.querySelectorAll('dd')].map(({ textContent }) => textContent);
  expect(facts).toEqual([
    ...['cdn.example', 'now', '127.0.0.1:1080Copy'],
    ...['98.8 MB in all', '1 kB in all', '1,234'],
  ]);
});

test('copies the address of the proxy', async () => {
  const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await openPopup(aSnapshot({ state: ON }));
  await click(buttonNamed(message('copy')));
  expect(writeText).toHaveBeenCalledExactlyOnceWith('127.0.0.1:1080');
  expect(buttonNamed(message('copied'))).toBeTruthy();
});

test('chooses among several profiles', async () => {
  const { send } = await openPopup(aSnapshot({ profiles: [HOME, WORK] }));
  const select = find<HTMLSelectElement>('select');
  expect(select.value).toBe(HOME.id);
  await act(async () => {
    select.value = WORK.id;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'choose-profile', id: WORK.id });
});

test('shows why a request was refused, until the next one', async () => {
  const { send } = await openPopup(aSnapshot());
  send.mockResolvedValueOnce({ ok: false, error: 'PROFILE_UNKNOWN' });
  await click(theSwitch());
  expect(textOf('[role=alert]')).toBe(message('error_refused', message('refused_profile_unknown')));
  await click(theSwitch());
  expect(document.querySelector('[role=alert]')).toBeNull();
});

test('a stored profile that cannot be read is named, and removed after asking', async () => {
  const invalidProfiles = [{ id: 'broken', name: 'Old', field: 'fronts.0.port' }];
  const { send } = await openPopup(aSnapshot({ invalidProfiles }));
  const notice = textOf('.invalid-profile p');
  expect(notice).toBe(message('profile_invalid', 'Old', message('field_fronts')));
  await click(buttonNamed(message('remove')));
  expect(send).not.toHaveBeenCalled();
  await click(buttonNamed(message('remove')));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'remove-profile', id: 'broken' });
});

test('one without a name that can be shown is named by its id', async () => {
  await openPopup(aSnapshot({ invalidProfiles: [{ id: 'broken', name: null, field: null }] }));
  expect(textOf('.invalid-profile p')).toContain('broken');
});

test('says when the background does not answer', async () => {
  const { send } = await openPopup(aSnapshot());
  send.mockResolvedValueOnce(null);
  await click(theSwitch());
  expect(textOf('[role=alert]')).toBe(message('error_not_answering'));
});
