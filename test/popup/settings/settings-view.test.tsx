import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer, Snapshot } from '../../../src/background/messages.ts';
import { message } from '../../../src/popup/messages.ts';
import { MAX_SITES, NO_SITE_RULES, type SiteRules } from '../../../src/storage/site-rules.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf, type } from '../open-popup.tsx';
import { aSnapshot, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.runtime.sendMessage.mockReset();
});
afterEach(closePopup);

const SETTINGS = aSnapshot().settings;

function open(changes: Partial<Snapshot['settings']> = {}, more: Partial<Snapshot> = {}) {
  return openPopup(aSnapshot({ settings: { ...SETTINGS, ...changes }, ...more }), 'settings');
}

const openSites = (rules: Partial<SiteRules>) => open({ sites: { ...NO_SITE_RULES, ...rules } });

async function submit(): Promise<void> {
  await act(async () => {
    find<HTMLFormElement>('.site-form').requestSubmit();
  });
}

describe('sites', () => {
  test('are added as DNS knows them, and the field is free again', async () => {
    const { send } = await openSites({ never: ['a.example'] });
    await type('#site', 'https://Bücher.example/shop');
    await submit();
    const sites = { ...NO_SITE_RULES, never: ['a.example', 'xn--bcher-kva.example'] };
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'set-sites', sites });
    await vi.waitFor(() => expect(find<HTMLInputElement>('#site').value).toBe(''));
    expect(textOf('.setting-head')).toContain(message('settings_saved'));
  });

  test.each([
    ['what is none', 'two words', {}, message('sites_bad')],
    ['what is there', 'A.example', { never: ['a.example'] }, message('sites_known')],
    [
      'too many',
      'b.example',
      { never: Array.from({ length: MAX_SITES }, (_, index) => `${index}.a.example`) },
      message('sites_full', MAX_SITES),
    ],
  ])('are not added if they are %s, and why is told', async (_, text, rules, error) => {
    const { send } = await openSites(rules);
    await type('#site', text);
    await submit();
    expect(send).not.toHaveBeenCalled();
    expect(textOf('#site-errors')).toBe(error);
    expect(find<HTMLInputElement>('#site').value).toBe(text);
  });

  test('are removed one by one', async () => {
    const { send } = await openSites({ never: ['a.example', 'b.example'] });
    await click(find(`[aria-label="${message('sites_remove', 'a.example')}"]`));
    const sites = { ...NO_SITE_RULES, never: ['b.example'] };
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'set-sites', sites });
  });

  test('the other list counts once it is chosen, and neither is lost', async () => {
    const rules = { never: ['a.example'], only: ['b.example'] };
    const { send } = await openSites(rules);
    await click(find('input[value=only]'));
    const sites = { mode: 'only', ...rules };
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'set-sites', sites });
  });

  test.each<[string, Partial<SiteRules>, string]>([
    ['what is listed goes out', { never: ['a.example'] }, 'sites_warning_never'],
    ['all else goes out', { mode: 'only', only: ['a.example'] }, 'sites_warning_only'],
    ['an empty list lets nothing out', { mode: 'only' }, 'sites_only_empty'],
  ])('it is said that %s', async (_, rules, key) => {
    await openSites(rules);
    expect(textOf('.settings')).toContain(message(key as 'sites_only_empty'));
  });
});

test('the tunnel need not come back with the browser', async () => {
  const { send } = await open();
  await click(find('input[type=checkbox][aria-describedby=start-hint]'));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'set-auto-connect', isOn: false });
});

test('the link may be kept to native messaging, and the one in use is told', async () => {
  const { send } = await open({}, { link: 'web-socket', state: ON });
  expect(textOf('.settings')).toContain(message('link_now_fast'));
  await click(find('input[value=native]'));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'set-fast-link', isOn: false });
});

test('a setting that was refused is not called saved', async () => {
  const { send } = await open();
  send.mockResolvedValueOnce({ ok: false, error: 'STORAGE_UNAVAILABLE' });
  await click(find('input[value=native]'));
  expect(textOf('.settings')).not.toContain(message('settings_saved'));
  expect(textOf('.refusal')).toContain(message('refused_storage_unavailable'));
});

describe('the report', () => {
  const answer = (text: string) =>
    fakeBrowser.runtime.sendMessage.mockResolvedValueOnce({ ok: true, text } as unknown as Answer);

  test('is shown in full before it can be copied', async () => {
    await open();
    expect(document.querySelector('textarea')).toBeNull();
    answer('Frontage report');
    await click(buttonNamed(message('report_show')));
    expect(find<HTMLTextAreaElement>('textarea.report').value).toBe('Frontage report');
    expect(buttonNamed(message('copy'))).toBeTruthy();
    expect(fakeBrowser.runtime.sendMessage).toHaveBeenCalledExactlyOnceWith({
      type: 'make-report',
      withFrontNames: false,
    });
  });

  test('is made anew with the names of the fronts', async () => {
    await open();
    answer('Frontage report');
    await click(buttonNamed(message('report_show')));
    answer('with names');
    await click(find('.settings .setting:nth-of-type(4) input[type=checkbox]'));
    expect(find<HTMLTextAreaElement>('textarea.report').value).toBe('with names');
  });

  test('that could not be made is told', async () => {
    await open();
    fakeBrowser.runtime.sendMessage.mockRejectedValueOnce(new Error('no'));
    await click(buttonNamed(message('report_show')));
    expect(textOf('.settings')).toContain(message('report_failed'));
  });
});

test('everything is forgotten after a second click, and not after the first', async () => {
  const { send } = await open();
  await click(buttonNamed(message('forget_everything')));
  expect(send).not.toHaveBeenCalled();
  expect(textOf('.settings')).toContain(message('forget_question'));
  await click(buttonNamed(message('forget_everything')));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'forget-everything' });
});

test('that the tunnel did not come back is told, with both ways to decide', async () => {
  const { send } = await openPopup(aSnapshot({ wasLeftOff: true }));
  expect(textOf('main')).toContain(message('left_off'));
  await click(buttonNamed(message('left_off_on')));
  await click(buttonNamed(message('left_off_keep')));
  expect(send.mock.calls).toEqual([[{ type: 'switch-on' }], [{ type: 'switch-off' }]]);
});
