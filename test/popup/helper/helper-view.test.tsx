import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { message } from '../../../src/popup/messages.ts';
import { SENTENCE_OF_REASON } from '../../../src/popup/sentences.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf, type } from '../open-popup.tsx';
import { A_PAIRING, aSnapshot, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.extension.getViews.mockReturnValue([]);
  fakeBrowser.tabs.create.mockClear();
});
afterEach(closePopup);

const CHECK = { atMs: 0, tookMs: 120, reason: null, browserText: null };
const MET = { version: '1.2.0', capabilities: ['socks5', 'http-proxy', 'pipes'] };

const open = (pairing: Partial<typeof A_PAIRING>, changes: Parameters<typeof aSnapshot>[0] = {}) =>
  openPopup(aSnapshot({ pairing: { ...A_PAIRING, ...pairing }, ...changes }), 'helper');

describe('its state', () => {
  test.each([
    ['never met', {}, 'helper_never_met', 'unknown'],
    ['met before', { met: MET }, 'helper_at_rest', 'unknown'],
    ['not permitted', { isPermitted: false }, 'reason_helper_permission_missing', 'bad'],
    ['answering', { lastCheck: CHECK }, 'helper_ready', 'good'],
    [
      'missing',
      { lastCheck: { ...CHECK, reason: 'helper-missing' as const } },
      'helper_not_answering',
      'bad',
    ],
  ] as const)('%s is a sentence', async (_, pairing, key, tone) => {
    await open(pairing);
    expect(textOf('.helper-state')).toBe(message(key));
    expect(find('.helper-state').getAttribute('data-tone')).toBe(tone);
  });

  test('connected comes with its address, version, abilities and link', async () => {
    const connected = { state: ON, helper: { relay: 1, agent: 2 }, link: 'web-socket' as const };
    await open({ met: MET }, connected);
    expect(textOf('.helper-state')).toBe(message('helper_connected'));
    const facts = [...document.querySelectorAll('.facts dd')].map((dd) => dd.textContent);
    expect(facts).toEqual([
      '127.0.0.1:1080Copy',
      '1.2.0',
      'SOCKS5, HTTP proxy',
      message('link_web_socket'),
    ]);
  });
});

describe('checking again', () => {
  test('connects for real', async () => {
    const { send } = await open({});
    await click(buttonNamed(message('helper_check_again')));
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'check-helper' });
  });

  test('says when it was and how long it took', async () => {
    await open({ lastCheck: CHECK });
    expect(textOf('.helper-check [role=status]')).toMatch(/\d:\d\d:\d\d.*120 ms/);
  });

  test('says when it was and what was wrong, with the browser’s words folded away', async () => {
    const browserText = 'Specified native messaging host not found.';
    await open({ lastCheck: { ...CHECK, reason: 'helper-missing', browserText } });
    const status = textOf('.helper-check [role=status]');
    expect(status).toContain(message(SENTENCE_OF_REASON['helper-missing']));
    expect(status).not.toContain(browserText);
    expect(find<HTMLDetailsElement>('details').open).toBe(false);
    expect(textOf('details p')).toBe(browserText);
  });

  test('is not begun twice', async () => {
    const { send } = await open({ isChecking: true });
    expect(textOf('.helper-check [role=status]')).toBe(message('helper_checking'));
    await click(buttonNamed(message('helper_check_again')));
    expect(send).not.toHaveBeenCalled();
  });
});

test('a difference of versions is told, and dismissed', async () => {
  const { send } = await open({ skew: 'helper-older' });
  expect(textOf('.notice p')).toBe(message('skew_helper_older'));
  await click(buttonNamed(message('dismiss')));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'dismiss-skew' });
});

describe('the port', () => {
  test('is changed to what was typed', async () => {
    const { send } = await open({});
    await type('#proxy-port', ' 4321 ');
    await click(buttonNamed(message('helper_port_save')));
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'set-proxy-port', port: 4321 });
  });

  test.each(['80', '65536', 'ten', ''])('is not changed to “%s”', async (text) => {
    const { send } = await open({});
    await type('#proxy-port', text);
    expect(textOf('#proxy-port-errors')).toBe(message('helper_port_bad'));
    await click(buttonNamed(message('helper_port_save')));
    expect(send).not.toHaveBeenCalled();
  });

  test('that another program has is told, with the one that is open instead', async () => {
    await open({ preferredPort: 1079 }, { state: ON });
    expect(textOf('.port-form .warning')).toBe(message('helper_port_taken', 1079, 1080));
  });
});

describe('the guide', () => {
  test.each([
    ['never met', {}, true],
    ['not permitted', { isPermitted: false }, true],
    ['met before', { met: MET }, false],
  ])('%s: is the next thing to do or not', async (_, pairing, isNext) => {
    await open(pairing);
    expect(buttonNamed(message('helper_set_up')).matches('.primary')).toBe(isNext);
  });

  test('opens in a tab from the popup, which closes', async () => {
    fakeBrowser.extension.getViews.mockReturnValue([window]);
    const close = vi.spyOn(window, 'close').mockImplementation(() => {});
    await open({});
    await click(buttonNamed(message('helper_set_up')));
    const url = 'chrome-extension://abc/src/popup/index.html#setup';
    expect(fakeBrowser.tabs.create).toHaveBeenCalledExactlyOnceWith({ url });
    expect(close).toHaveBeenCalledOnce();
  });

  test('opens in place where the popup is a tab', async () => {
    const { model } = await open({});
    await click(buttonNamed(message('helper_set_up')));
    expect(model.view.value).toBe('setup');
  });
});
