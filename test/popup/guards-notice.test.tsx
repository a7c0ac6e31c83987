import { afterEach, expect, test, vi } from 'vitest';
import type { Guard } from '../../src/background/leak-guard/leak-guard.ts';
import { type OpenGuard, SENTENCE_OF_GUARD } from '../../src/popup/leaks/guard-sentences.ts';
import { message } from '../../src/popup/messages.ts';
import { fakeBrowser } from './fake-browser.ts';
import { buttonNamed, click, closePopup, openPopup, textOf } from './open-popup.tsx';
import { aSnapshot, ON } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

afterEach(closePopup);

const open = (webRtc: Guard, prediction: Guard) =>
  openPopup(aSnapshot({ state: ON, guards: { webRtc, prediction } }));

test.each<[Guard]>([['free'], ['shut']])('%s: says nothing', async (guard) => {
  await open(guard, guard);
  expect(document.querySelector('.guards')).toBeNull();
});

test.each(Object.keys(SENTENCE_OF_GUARD) as OpenGuard[])(
  '%s: says what gets past, and why',
  async (guard) => {
    await open(guard, 'shut');
    expect(textOf('.guards')).toContain(message('leak_web_rtc'));
    expect(textOf('.guards')).toContain(message(SENTENCE_OF_GUARD[guard]));
    expect(textOf('.guards')).not.toContain(message('leak_prediction'));
  },
);

test('asks for the permission, and for nothing else', async () => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
  await open('not-permitted', 'not-permitted');
  await click(buttonNamed(message('allow')));
  expect(fakeBrowser.permissions.request).toHaveBeenCalledExactlyOnceWith({
    permissions: ['privacy'],
  });
});
