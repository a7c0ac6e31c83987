import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../src/background/messages.ts';
import type { SystemProxyView } from '../../../src/background/system-proxy/view.ts';
import { type MessageKey, message } from '../../../src/popup/messages.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

afterEach(closePopup);

type Status = NonNullable<SystemProxyView['status']>;

const PAC = 'http://127.0.0.1:1080/proxy.pac';
const HELPER = { relay: 1, agent: 2 };

function aStatus(changes: Partial<Status> = {}): Status {
  const shellFile = '/home/me/.local/share/frontage/proxy.env';
  return { state: 'off', place: 'gnome', shellFile, problem: null, ...changes };
}

const open = (view: Partial<SystemProxyView> = {}, changes: Partial<Snapshot> = {}) =>
  openPopup(
    aSnapshot({
      state: ON,
      helper: HELPER,
      systemProxy: { scope: 'browser', status: aStatus(), pacUrl: PAC, ...view },
      ...changes,
    }),
    'helper',
  );

const radios = () => [...document.querySelectorAll<HTMLInputElement>('.scope input')];
const state = () => textOf('.scope [role=status]');

describe('which programs go through the tunnel', () => {
  test('is this browser, by default; each choice says what it means', async () => {
    await open();
    expect(radios().map(({ checked }) => checked)).toEqual([true, false]);
    const hints = radios().map((radio) => radio.getAttribute('aria-describedby') ?? '');
    expect(hints.map((id) => textOf(`#${id}`))).toEqual([
      message('scope_browser_hint'),
      message('scope_system_hint'),
    ]);
    expect(state()).toBe('');
  });

  test.each([
    ['system', 1],
    ['browser', 0],
  ] as const)('a click on %s asks for it', async (scope, index) => {
    const { send } = await open({ scope: scope === 'system' ? 'browser' : 'system' });
    await click(radios()[index] as HTMLElement);
    const request = { type: 'set-proxy-scope', scope, takesOver: false };
    expect(send).toHaveBeenCalledExactlyOnceWith(request);
  });
});

describe('what the system’s settings are', () => {
  const system = { scope: 'system' } as const;
  test.each<[string, Partial<SystemProxyView>, Partial<Snapshot>, string]>([
    [
      'on',
      { ...system, status: aStatus({ state: 'on' }) },
      {},
      'The proxy settings of GNOME point at the tunnel.',
    ],
    [
      'on, where no desktop is known',
      { ...system, status: aStatus({ state: 'on', place: 'shell' }) },
      {},
      message('scope_state_shell'),
    ],
    ['not on yet', { ...system, status: null }, { state: { kind: 'off' }, helper: null }, 'waits'],
    ['beyond an older helper', { ...system, status: null }, {}, message('scope_old_helper')],
    [
      'another browser’s',
      { ...system, status: aStatus({ state: 'elsewhere' }) },
      {},
      message('scope_state_elsewhere'),
    ],
  ])('%s', async (_, view, changes, sentence) => {
    await open(view, changes);
    expect(state()).toBe(sentence === 'waits' ? message('scope_state_waiting') : sentence);
  });

  test.each<[NonNullable<Status['problem']>['code'], MessageKey, string]>([
    ['changed', 'scope_changed', ''],
    ['held', 'scope_state_elsewhere', ''],
    ['unreadable', 'scope_unreadable', 'exit 1'],
    ['failed', 'scope_failed', 'exit 1'],
    ['journal', 'scope_journal', 'exit 1'],
  ])('not as asked for: %s, with what the system said if that helps', async (code, key, shown) => {
    await open({ scope: 'system', status: aStatus({ problem: { code, detail: 'exit 1' } }) });
    expect(textOf('.scope .warning')).toBe(message(key));
    expect(document.querySelector('.scope .technical')?.textContent ?? '').toBe(shown);
  });

  test('a failure can be tried again', async () => {
    const problem = { code: 'failed', detail: 'exit 1' } as const;
    const { send } = await open({ scope: 'system', status: aStatus({ problem }) });
    await click(buttonNamed(message('retry')));
    const request = { type: 'set-proxy-scope', scope: 'system', takesOver: false };
    expect(send).toHaveBeenCalledExactlyOnceWith(request);
  });

  test('another browser’s are taken over only on a click', async () => {
    const problem = { code: 'held', detail: 'Another browser has them.' } as const;
    const status = aStatus({ state: 'elsewhere', problem });
    const { send } = await open({ scope: 'system', status });
    expect(send).not.toHaveBeenCalled();
    await click(buttonNamed(message('scope_take_over')));
    const request = { type: 'set-proxy-scope', scope: 'system', takesOver: true };
    expect(send).toHaveBeenCalledExactlyOnceWith(request);
  });
});

describe('lines for other programs', () => {
  const lines = () =>
    [...document.querySelectorAll('.program-line code')].map(({ textContent }) => textContent);

  test('lead to the local proxy, and are copied as they are', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await open();
    expect(lines()).toEqual([
      'tg://socks?server=127.0.0.1&port=1080',
      PAC,
      'curl --proxy socks5h://127.0.0.1:1080 https://example.org/',
      'git -c http.proxy=socks5h://127.0.0.1:1080 clone https://example.org/project.git',
      "ssh -o ProxyCommand='nc -X 5 -x 127.0.0.1:1080 %h %p' user@example.org",
      'export http_proxy=http://127.0.0.1:1080 https_proxy=http://127.0.0.1:1080 all_proxy=socks5h://127.0.0.1:1080 no_proxy=localhost,127.0.0.1,::1',
    ]);
    await click(find('.program-line button'));
    expect(writeText).toHaveBeenCalledExactlyOnceWith('tg://socks?server=127.0.0.1&port=1080');
  });

  test('have a button each that says which it copies', async () => {
    await open();
    const named = [...document.querySelectorAll('.program-line button')].map((button) =>
      textOf(`[id="${button.getAttribute('aria-describedby')}"]`),
    );
    expect(named).toEqual([
      ...['Telegram', message('programs_pac'), 'curl', 'git', 'ssh'],
      message('programs_shell'),
    ]);
  });

  test('include the shells’ file while it is there, whatever its path', async () => {
    const status = aStatus({ state: 'on', shellFile: "/home/o'neil/proxy.env" });
    await open({ scope: 'system', status });
    expect(lines()).toContain(`source '/home/o'\\''neil/proxy.env'`);
  });

  test('are PowerShell’s on Windows', async () => {
    await open({ scope: 'system', status: aStatus({ state: 'on', place: 'windows' }) });
    const all = lines().join('\n');
    expect(all).toContain("$env:HTTP_PROXY = $env:HTTPS_PROXY = 'http://127.0.0.1:1080'");
    expect(all).not.toContain('export');
    expect(all).not.toContain('proxy.env');
  });

  test('are there while the tunnel is interrupted, and not while it is off', async () => {
    await open({}, { state: { kind: 'off' } });
    expect(lines()).toEqual([]);
    expect(textOf('.programs')).toContain(message('programs_off'));
    closePopup();
    const broken = { kind: 'degraded', layer: 'front', reason: 'front-unreachable' } as const;
    await open({}, { state: { ...broken, proxyPort: 1081 } });
    expect(lines()).toContain('tg://socks?server=127.0.0.1&port=1081');
  });
});
