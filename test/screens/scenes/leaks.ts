import { degraded } from '../../../src/background/state.ts';
import { aSnapshot, ON } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

/** Past the tunnel: because the person said so, or because the browser does. */
export const leakScenes: readonly Scene[] = [
  {
    name: 'leaks-direct',
    snapshot: aSnapshot({ state: { kind: 'direct', untilMs: Date.now() + 299_000 } }),
  },
  {
    name: 'leaks-captive-portal',
    snapshot: aSnapshot({ state: degraded('captive-portal', 1_080) }),
  },
  {
    name: 'leaks-not-permitted',
    snapshot: aSnapshot({
      state: ON,
      guards: { webRtc: 'not-permitted', prediction: 'not-permitted' },
    }),
  },
  {
    name: 'leaks-held',
    snapshot: aSnapshot({ state: ON, guards: { webRtc: 'held-by-extension', prediction: 'shut' } }),
  },
];
