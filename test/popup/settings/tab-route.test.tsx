import { act } from 'preact/test-utils';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../src/background/messages.ts';
import { degraded } from '../../../src/background/state.ts';
import { message } from '../../../src/popup/messages.ts';
import { activeTabHost } from '../../../src/popup/settings/active-tab.ts';
import { NO_SITE_RULES, type SiteRules } from '../../../src/storage/site-rules.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, HOME, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

afterEach(closePopup);

async function openAt(host: string, rules: Partial<SiteRules> = {}, state: Snapshot['state'] = ON) {
  const sites = { ...NO_SITE_RULES, ...rules };
  const { settings } = aSnapshot();
  const popup = await openPopup(aSnapshot({ state, settings: { ...settings, sites } }));
  await act(() => {
    popup.model.tabHost.value = host;
  });
  return popup;
}

const sentSites = (popup: Awaited<ReturnType<typeof openAt>>) =>
  popup.send.mock.calls.map(([request]) => request);

const buttons = () => document.querySelectorAll('.tab-route button');

describe('the way of the page in the tab is told', () => {
  test.each([
    ['in the tunnel', 'site.example', {}, ON, 'route_tunnel'],
    ['past it', 'www.site.example', { never: ['site.example'] }, ON, 'route_direct'],
    ['past it too', 'site.example', { mode: 'only', only: ['a.example'] }, ON, 'route_direct'],
    ['while it is broken', 'site.example', {}, degraded('offline', 1080), 'route_waiting'],
    ['of a front, whatever rules say', 'cdn.example', { never: ['example'] }, ON, 'route_tunnel'],
    ['of an inner host', 'inner.example', { never: ['example'] }, ON, 'route_tunnel'],
  ] as const)('%s', async (_, host, rules, state, key) => {
    await openAt(host, rules as Partial<SiteRules>, state);
    expect(textOf('.tab-route')).toContain(message(key, host));
  });

  test.each([
    ['while it is off', 'site.example', { kind: 'off' }],
    ['of this machine', 'localhost', ON],
  ] as const)('but not %s', async (_, host, state) => {
    await openAt(host, {}, state);
    expect(document.querySelector('.tab-route')).toBeNull();
  });
});

describe('one click', () => {
  test.each<[string, string, Partial<SiteRules>, string, Partial<SiteRules>]>([
    ['lets a site out', 'www.site.example', {}, 'route_never', { never: ['site.example'] }],
    [
      'brings it back in',
      'site.example',
      { never: ['a.example', 'site.example'] },
      'route_tunnel_it',
      { never: ['a.example'] },
    ],
    [
      'takes a site into the list of the tunnelled',
      'site.example',
      { mode: 'only', only: ['a.example'] },
      'route_tunnel_it',
      { mode: 'only', only: ['a.example', 'site.example'] },
    ],
    [
      'takes it from there',
      'site.example',
      { mode: 'only', only: ['a.example', 'site.example'] },
      'route_never',
      { mode: 'only', only: ['a.example'] },
    ],
  ])('%s', async (_, host, rules, label, after) => {
    const popup = await openAt(host, rules);
    await click(buttonNamed(message(label as 'route_never')));
    const sites = { ...NO_SITE_RULES, ...after };
    expect(sentSites(popup)).toEqual([{ type: 'set-sites', sites }]);
  });

  test('says which wider rule it takes away', async () => {
    const popup = await openAt('bank.ir', { never: ['ir', 'a.example'] });
    await click(buttonNamed(message('route_drop', 'ir')));
    const sites = { ...NO_SITE_RULES, never: ['a.example'] };
    expect(sentSites(popup)).toEqual([{ type: 'set-sites', sites }]);
  });

  test.each<[string, string, Partial<SiteRules>]>([
    ['the first tunnelled site would send all others out', 'site.example', { mode: 'only' }],
    ['the last tunnelled site stays', 'site.example', { mode: 'only', only: ['site.example'] }],
    ['fronts go their own way', HOME.fronts[0]?.host ?? '', {}],
  ])('is not offered where %s', async (_, host, rules) => {
    await openAt(host, rules);
    expect(buttons()).toHaveLength(0);
  });
});

describe('the tab’s host', () => {
  test.each([
    ['is that of its page', 'https://www.site.example:8443/a', 'www.site.example'],
    ['is none for a page of the browser', 'chrome://settings/', null],
    ['is none where the browser tells no address', undefined, null],
  ])('%s', async (_, url, host) => {
    fakeBrowser.tabs.query.mockResolvedValueOnce([url === undefined ? {} : { url }]);
    expect(await activeTabHost()).toBe(host);
  });

  test('is none where the browser refuses', async () => {
    fakeBrowser.tabs.query.mockRejectedValueOnce(new Error('no'));
    expect(await activeTabHost()).toBeNull();
  });
});
