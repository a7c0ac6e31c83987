import { exportLink } from '../../../src/meek/fronts/export/link.ts';
import { A_PAIRING, aSnapshot, HOME, ON } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

const { id, ...profile } = HOME;
const { text: LINK } = await exportLink(profile, { withSecrets: true });
const MET = { version: '0.0.9', capabilities: ['socks5', 'http-proxy', 'native-fronts'] };
const CHECK = { atMs: Date.UTC(2026, 0, 2, 3, 4, 5), tookMs: 143, reason: null, browserText: null };
const MISSING = {
  ...CHECK,
  reason: 'helper-missing' as const,
  browserText: 'Specified native messaging host not found.',
};

/** Pairing with the helper: the guide, and the helper's view where it differs. */
export const helperScenes: readonly Scene[] = [
  {
    name: 'guide-new',
    hash: '#setup',
    snapshot: aSnapshot({
      ...{ profiles: [], chosenProfileId: null },
      pairing: { ...A_PAIRING, isPermitted: false },
    }),
  },
  {
    name: 'guide-link',
    hash: '#setup',
    snapshot: aSnapshot({
      ...{ profiles: [], chosenProfileId: null },
      pairing: { ...A_PAIRING, isPermitted: false },
    }),
    act: async (stage) => {
      await stage.paste('#import-text', LINK);
      await stage.waitFor('.preview');
    },
  },
  {
    name: 'guide-waiting',
    hash: '#setup',
    snapshot: aSnapshot({ pairing: { ...A_PAIRING, lastCheck: MISSING } }),
  },
  {
    name: 'guide-done',
    hash: '#setup',
    snapshot: aSnapshot({ pairing: { ...A_PAIRING, met: MET, lastCheck: CHECK } }),
  },
  {
    name: 'guide-on',
    hash: '#setup',
    snapshot: aSnapshot({
      ...{ state: ON, helper: { relay: 4_711, agent: 4_712 } },
      pairing: { ...A_PAIRING, met: MET, lastCheck: CHECK },
    }),
  },
  {
    name: 'helper-missing',
    hash: '#helper',
    snapshot: aSnapshot({ pairing: { ...A_PAIRING, lastCheck: MISSING } }),
  },
  {
    name: 'helper-elsewhere',
    hash: '#helper',
    snapshot: aSnapshot({
      ...{ state: ON, helper: { relay: 4_711, agent: 4_712 }, link: 'web-socket' },
      pairing: {
        ...{ ...A_PAIRING, met: MET, lastCheck: CHECK, preferredPort: 1_079 },
        skew: 'helper-older',
      },
    }),
  },
];
