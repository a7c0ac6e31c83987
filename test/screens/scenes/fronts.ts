import type { FrontFare, FrontRow } from '../../../src/background/fronts/front-rows.ts';
import type { Front } from '../../../src/meek/fronts/front.ts';
import { frontKey } from '../../../src/meek/fronts/selector/candidate.ts';
import { aSnapshot, HOME, ON } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

const MANY = 2_000;
const HOUR_MS = 3_600_000;

const OFF = aSnapshot();
const hoursAgo = (hours: number) => Date.now() - hours * HOUR_MS;

/** One for each way in which a front may be. */
const FARES: readonly Partial<FrontFare>[] = [
  { state: 'good', rttMs: 84, technique: 'secure-proxy', lastOkAtMs: hoursAgo(0.05) },
  { state: 'good', rttMs: 1_240, technique: 'native', lastOkAtMs: hoursAgo(3) },
  { state: 'resting', lastFailure: 'FRONT_TLS_RESET', lastOkAtMs: hoursAgo(50) },
  { state: 'unknown', lastFailure: 'FRONT_TLS_NAME_MISMATCH', technique: 'host-rule' },
  {},
  { state: 'disabled', technique: 'direct' },
];

/** The fourth of each six has a long name, the fifth comes from a list. */
function rowAt(index: number): FrontRow {
  const fare = FARES[index % FARES.length] ?? {};
  const host = `edge-${index}.${index % 6 === 3 ? 'a-rather-long-name-of-a-site.' : ''}cdn.example`;
  const front: Front = {
    ...{ host, port: index % 6 === 1 ? 8443 : 443, technique: 'auto' },
    ...(index % 6 === 1 && { address: '192.0.2.17', sni: null }),
    ...(fare.state === 'disabled' && { isDisabled: true }),
  };
  return {
    front,
    origin: index % 6 === 4 ? 'listed' : 'own',
    ...{ state: 'unknown', technique: 'auto', rttMs: null, lastFailure: null, lastOkAtMs: null },
    ...fare,
  };
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => rowAt(index));
const keyAt = (index: number) => frontKey(rowAt(index).front);

/** The list of the fronts, and the page of one. */
export const frontsScenes: readonly Scene[] = [
  {
    name: 'fronts-first',
    hash: '#fronts',
    snapshot: aSnapshot({ profiles: [], chosenProfileId: null }),
  },
  {
    name: 'fronts-none',
    hash: '#fronts',
    snapshot: aSnapshot({ profiles: [{ ...HOME, fronts: [] }] }),
    fronts: [],
  },
  { name: 'fronts-twelve', hash: '#fronts', snapshot: OFF, fronts: rows(12) },
  {
    name: 'fronts-many',
    hash: '#fronts',
    snapshot: aSnapshot({ state: ON }),
    fronts: rows(MANY),
    act: (stage) => stage.paste('#front-search', 'edge-1'),
  },
  {
    name: 'fronts-no-match',
    hash: '#fronts',
    snapshot: aSnapshot({ state: ON }),
    fronts: rows(12),
    act: (stage) => stage.paste('#front-search', 'nowhere'),
  },
  {
    name: 'fronts-under-test',
    hash: '#fronts',
    snapshot: aSnapshot({ state: ON, vetting: { key: null, done: 5, total: 12, good: 3 } }),
    fronts: rows(12),
  },
  {
    name: 'front-under-test',
    hash: '#fronts',
    snapshot: aSnapshot({ state: ON, vetting: { key: keyAt(0), done: 0, total: 1, good: 0 } }),
    fronts: rows(3),
  },
  {
    name: 'front-new-wrong',
    hash: '#fronts',
    snapshot: OFF,
    fronts: rows(12),
    act: async (stage) => {
      await stage.press('front_add');
      await stage.paste('#front-host', '192.0.2.1');
      await stage.paste('#front-port', '0');
      await stage.press('save');
      await stage.waitFor('[aria-invalid=true]');
    },
  },
  {
    name: 'front-native',
    hash: '#fronts',
    snapshot: OFF,
    fronts: rows(12),
    act: async (stage) => {
      await stage.pressAt('[data-place="1"] [data-control="open"]');
      await stage.waitFor('#front-verifyHost');
    },
  },
  {
    name: 'front-listed',
    hash: '#fronts',
    snapshot: OFF,
    fronts: rows(12),
    act: async (stage) => {
      await stage.pressAt('[data-place="4"] [data-control="open"]');
      await stage.waitFor('.front-page');
    },
  },
];
