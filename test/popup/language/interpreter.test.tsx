import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import fa from '../../../public/_locales/fa/messages.json' with { type: 'json' };
import ru from '../../../public/_locales/ru/messages.json' with { type: 'json' };
import type { Strings } from '../../../src/language/strings.ts';
import { Interpreter } from '../../../src/popup/language/interpreter.ts';
import { message, speak } from '../../../src/popup/messages.ts';
import { closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

const FILES: Record<string, Strings> = { fa, ru };
const stringsOf = vi.fn(async (language: string) => {
  const strings = FILES[language];
  if (!strings) throw new Error('no such file');
  return strings;
});

beforeEach(() => {
  localStorage.clear();
  stringsOf.mockClear();
  speak(null);
});
afterEach(closePopup);

test('speaks the chosen language without a reload, and the browser’s again', async () => {
  await openPopup(aSnapshot());
  const interpreter = new Interpreter(stringsOf);
  await act(() => interpreter.follow('fa'));
  expect(textOf('.power-word')).toBe(fa.state_off.message);
  expect([message('language_tag'), message('text_direction')]).toEqual(['fa', 'rtl']);
  await act(() => interpreter.follow('system'));
  expect(textOf('.power-word')).toBe('Off');
});

test('the next popup speaks it from the first paint on, and reads no file', async () => {
  await new Interpreter(stringsOf).follow('fa');
  speak(null);
  const next = new Interpreter(stringsOf);
  next.begin();
  expect(message('state_off')).toBe(fa.state_off.message);
  await next.follow('fa');
  expect(stringsOf).toHaveBeenCalledTimes(1);
});

test.each([
  ['of another version', (kept: object) => ({ ...kept, version: '0.0.1' })],
  ['that are none', (kept: object) => ({ ...kept, strings: { state_off: 'Off' } })],
])('does not speak strings %s', async (_, spoil) => {
  await new Interpreter(stringsOf).follow('fa');
  speak(null);
  const [key = ''] = Object.keys(localStorage);
  const kept = JSON.parse(localStorage.getItem(key) ?? '');
  localStorage.setItem(key, JSON.stringify(spoil(kept)));
  new Interpreter(stringsOf).begin();
  expect(message('state_off')).toBe('Off');
});

test('the last choice holds, whichever file is read first', async () => {
  const slow = Promise.withResolvers<Strings>();
  const interpreter = new Interpreter((language) =>
    language === 'fa' ? slow.promise : stringsOf(language),
  );
  const first = interpreter.follow('fa');
  await interpreter.follow('ru');
  slow.resolve(fa);
  await first;
  expect(message('state_off')).toBe(ru.state_off.message);
});

test('the browser’s language goes on where a file cannot be read', async () => {
  await new Interpreter(stringsOf).follow('my');
  expect(message('state_off')).toBe('Off');
});

test('the settings offer each language by its own name', async () => {
  const { send } = await openPopup(aSnapshot({ language: 'ru' }), 'settings');
  const select = find<HTMLSelectElement>('#language');
  expect(select.value).toBe('ru');
  expect([...select.options].map(({ value }) => value)).toEqual([
    'system',
    'en',
    'fa',
    'ru',
    'zh_CN',
    'my',
    'ar',
  ]);
  select.value = 'my';
  await act(async () => void select.dispatchEvent(new Event('change')));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'choose-language', language: 'my' });
});
