import type { SystemProxyView } from '../../../src/background/system-proxy/view.ts';
import { aSnapshot, ON } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

type Status = NonNullable<SystemProxyView['status']>;

function scene(name: string, scope: SystemProxyView['scope'], changes: Partial<Status>): Scene {
  const status: Status = {
    ...{ state: 'off', place: 'gnome', problem: null },
    shellFile: '/home/sara/.local/share/frontage/proxy.env',
    ...changes,
  };
  const pacUrl = 'http://127.0.0.1:1080/proxy.pac';
  return {
    name,
    hash: '#helper',
    snapshot: aSnapshot({
      state: ON,
      helper: { relay: 4_711, agent: 4_712 },
      systemProxy: { scope, status, pacUrl },
    }),
    // What is folded is looked at, too.
    act: async ({ page }) => {
      await page.click('.programs summary');
    },
  };
}

/** Who goes through the tunnel, and lines for other programs. */
export const systemProxyScenes: readonly Scene[] = [
  scene('system-proxy-browser', 'browser', {}),
  scene('system-proxy-on', 'system', { state: 'on' }),
  scene('system-proxy-shell', 'system', { state: 'on', place: 'shell' }),
  scene('system-proxy-elsewhere', 'system', {
    state: 'elsewhere',
    problem: { code: 'held', detail: 'The settings point at another browser’s tunnel.' },
  }),
  scene('system-proxy-failed', 'system', {
    problem: { code: 'failed', detail: 'gsettings set: The key is not writable' },
  }),
];
