import { expect, test } from 'vitest';
import { backendAt, detectBackend } from '../../../src/helper/system-proxy/detect.ts';

test.each([
  ['linux', { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, 'gnome'],
  ['linux', { XDG_CURRENT_DESKTOP: 'X-Cinnamon' }, 'gnome'],
  ['linux', { XDG_CURRENT_DESKTOP: 'KDE' }, 'kde'],
  ['linux', { XDG_CURRENT_DESKTOP: 'sway' }, 'shell'],
  ['linux', {}, 'shell'],
  ['darwin', {}, 'macos'],
  ['win32', {}, 'windows'],
] as const)('on %s with %o it is %s', (platform, env, place) => {
  expect(detectBackend(env, platform).place).toBe(place);
});

test('the programs of KDE are those of the version that runs', () => {
  const env = { XDG_CURRENT_DESKTOP: 'KDE', KDE_SESSION_VERSION: '6' };
  expect(detectBackend(env, 'linux').set('ProxyType', '1')[0]?.[0]).toBe('kwriteconfig6');
  expect(backendAt('kde', {}).set('ProxyType', '1')[0]?.[0]).toBe('kwriteconfig5');
});
