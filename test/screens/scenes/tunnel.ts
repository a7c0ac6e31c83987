import pkg from '../../../package.json' with { type: 'json' };
import { degraded, failed, type Reason, type TunnelState } from '../../../src/background/state.ts';
import { aSnapshot, HOME, ON, WORK } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

const BUSY = { openConnections: 12, sentBytes: 4_300_000, receivedBytes: 182_000_000 };
const HELPER = { relay: 4_711, agent: 4_712 };

const inState = (name: string, state: TunnelState): Scene => ({
  name: `tunnel-${name}`,
  snapshot: aSnapshot({ state }),
});
const inFailure = (reason: Reason) => inState(`failed-${reason}`, failed(reason));

/** The background says nothing yet, and what it said last is shown. */
export const KEPT: Scene = {
  name: 'tunnel-kept',
  snapshot: null,
  stored: { 'last-snapshot': { version: pkg.version, snapshot: aSnapshot({ state: ON }) } },
};

/** The tunnel's view, in every kind of state and in each layer's failure. */
export const tunnelScenes: readonly Scene[] = [
  { name: 'tunnel-waiting', snapshot: null },
  KEPT,
  {
    name: 'tunnel-first',
    snapshot: aSnapshot({ profiles: [], chosenProfileId: null }),
  },
  inState('off', { kind: 'off' }),
  inState('starting', { kind: 'starting', step: 'front' }),
  {
    name: 'tunnel-on',
    snapshot: aSnapshot({ state: ON, traffic: BUSY, helper: HELPER, profiles: [HOME, WORK] }),
  },
  inState('degraded-network', degraded('offline', 1_080)),
  inState('degraded-front', degraded('fronts-blocked', 1_080)),
  inFailure('permission-missing'),
  inFailure('helper-missing'),
  inFailure('helper-start-failed'),
  inState('degraded-port', degraded('helper-no-port', null)),
  inFailure('token-refused'),
  {
    name: 'tunnel-unreadable-profile',
    snapshot: aSnapshot({
      invalidProfiles: [{ id: WORK.id, name: 'Work', field: 'innerHost' }],
    }),
  },
];
