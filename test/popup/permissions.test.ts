import { beforeEach, expect, test, vi } from 'vitest';
import { requestAccess } from '../../src/popup/permissions.ts';
import { fakeBrowser } from './fake-browser.ts';
import { HOME } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
});

async function originsAskedFor(profile: typeof HOME): Promise<string[] | undefined> {
  await requestAccess(profile);
  return fakeBrowser.permissions.request.mock.calls[0]?.[0].origins;
}

test('names each front once, without its port, and the inner host for both schemes', async () => {
  const again = { host: 'cdn.example', port: 8443, technique: 'auto' as const };
  expect(await originsAskedFor({ ...HOME, fronts: [...HOME.fronts, again] })).toEqual([
    'https://cdn.example/*',
    'https://edge.example/*',
    'http://inner.example/*',
    'https://inner.example/*',
  ]);
});

test('asks for https everywhere instead of naming more than 100 fronts', async () => {
  const fronts = Array.from({ length: 101 }, (_, index) => ({
    host: `f${index}.example`,
    port: 443,
    technique: 'auto' as const,
  }));
  expect(await originsAskedFor({ ...HOME, fronts })).toEqual([
    'https://*/*',
    'http://inner.example/*',
    'https://inner.example/*',
  ]);
});

test('asks in the same question to shut what goes around the tunnel; refused, for no more than it needs', async () => {
  const { request } = fakeBrowser.permissions;
  request.mockResolvedValueOnce(false);
  for (const _ of ['refused', 'granted', 'later']) await requestAccess(HOME);
  expect(request.mock.calls.map(([{ permissions }]) => permissions)).toEqual([
    ['privacy'],
    [],
    ['privacy'],
  ]);
});

test('in Firefox, asks for every page besides', async () => {
  fakeBrowser.runtime.getURL.mockReturnValueOnce('moz-extension://abc/');
  expect(await originsAskedFor(HOME)).toContain('<all_urls>');
});

test('in Chromium, asks for no more than the profile’s hosts', async () => {
  expect(await originsAskedFor(HOME)).not.toContain('<all_urls>');
});
