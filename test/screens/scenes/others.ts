import { aSnapshot, ON } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

/** The helper. */
export const otherScenes: readonly Scene[] = [
  { name: 'helper-absent', hash: '#helper', snapshot: aSnapshot() },
  {
    name: 'helper-connected',
    hash: '#helper',
    snapshot: aSnapshot({ state: ON, helper: { relay: 4_711, agent: 4_712 } }),
  },
];
