import pkg from '../../../package.json' with { type: 'json' };
import type { ExitView } from '../../../src/background/exit/view.ts';
import { degraded, failed, type Reason, type TunnelState } from '../../../src/background/state.ts';
import type { Throughput } from '../../../src/background/throughput/history.ts';
import type { Way } from '../../../src/background/ways.ts';
import { A_PAIRING, aSnapshot, HOME, ON, WORK } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';

const BUSY = { openConnections: 12, sentBytes: 4_300_000, receivedBytes: 182_000_000 };
const HELPER = { relay: 4_711, agent: 4_712 };

/** A page, quiet, and a long download with what it sends back. */
const THROUGHPUT: Throughput = {
  firstS: 1_000,
  received: Array.from({ length: 150 }, (_, second) => {
    if (second < 20) return 1_900_000 * Math.exp(-second / 5);
    return second < 70 ? 0 : 3_200_000 + 900_000 * Math.sin(second / 3) + 40_000 * (second % 7);
  }),
  sent: Array.from({ length: 150 }, (_, second) => {
    if (second < 20) return 300_000 * Math.exp(-second / 3);
    return second < 70 ? 0 : 260_000 + 90_000 * Math.cos(second / 5);
  }),
};
const QUIET: Throughput = { firstS: 0, received: Array(170).fill(0), sent: Array(170).fill(0) };

const WAYS: readonly Way[] = [
  { front: 'cdn.example', technique: 'secure-proxy', rttMs: 84 },
  { front: 'edge.example:8443', technique: 'host-rule', rttMs: 112 },
];

/** The tunnel is on, and this is known of its exit. */
const onWith = (name: string, exit: ExitView | null, act?: Scene['act']): Scene => ({
  name: `tunnel-exit-${name}`,
  snapshot: aSnapshot({ state: SINCE, traffic: BUSY, helper: HELPER, ways: WAYS, exit }),
  throughput: THROUGHPUT,
  ...(act && { act }),
});
const SINCE = { ...ON, sinceMs: Date.now() - 12 * 60_000 } as TunnelState;
const AT = { atMs: Date.now() - 4_000 };

const inState = (name: string, state: TunnelState): Scene => ({
  name: `tunnel-${name}`,
  snapshot: aSnapshot({ state }),
});
const inFailure = (reason: Reason) => inState(`failed-${reason}`, failed(reason));

async function untilDrawn(stage: Stage): Promise<void> {
  await stage.waitFor('.chart canvas');
}

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
  {
    name: 'tunnel-off',
    snapshot: aSnapshot({ pairing: { ...A_PAIRING, met: { version: '0.1.0', capabilities: [] } } }),
  },
  inState('without-helper', { kind: 'off' }),
  inState('starting', { kind: 'starting', step: 'front' }),
  {
    name: 'tunnel-on',
    snapshot: aSnapshot({
      ...{ state: SINCE, traffic: BUSY, helper: HELPER, ways: WAYS },
      profiles: [HOME, WORK],
    }),
    throughput: THROUGHPUT,
    act: untilDrawn,
  },
  {
    name: 'tunnel-idle',
    snapshot: aSnapshot({ state: SINCE, helper: HELPER, ways: WAYS.slice(0, 1) }),
    throughput: QUIET,
    act: untilDrawn,
  },
  {
    name: 'tunnel-on-long-names',
    snapshot: aSnapshot({
      state: SINCE,
      traffic: { openConnections: 1_234, sentBytes: 812_300_000_000, receivedBytes: 9.99e12 },
      ways: [
        {
          front: 'very-long-name-of-a-distribution.edge-of-the-network.cdn-provider.example:8443',
          technique: 'native',
          rttMs: 1_840,
        },
        ...WAYS,
      ],
    }),
    throughput: THROUGHPUT,
    act: untilDrawn,
  },
  onWith('asking', { kind: 'asking' }, untilDrawn),
  onWith('told', {
    ...{ kind: 'told', roundTripMs: 97, ...AT },
    exit: { version: '0.1.0', ipv4: '203.0.113.7', ipv6: '2001:db8:85a3:1234:5678:8a2e:370:7334' },
  }),
  onWith('translated', {
    ...{ kind: 'told', roundTripMs: 97, ...AT },
    exit: { version: '0.1.0', ipv4: 'translated', ipv6: null },
  }),
  onWith('not-told', { kind: 'failed', layer: 'server', reason: 'exit-not-told', ...AT }),
  onWith('failed', { kind: 'failed', layer: 'front', reason: 'front-unreachable', ...AT }),
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
