import type { FrontSummary } from '../../../src/background/fronts/front-summaries.ts';
import { aSnapshot, ON } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

const MANY = 2_000;

const summary = (index: number): FrontSummary => {
  const state = (['good', 'resting', 'unknown'] as const)[index % 3] ?? 'unknown';
  return {
    name: `edge-${index}.cdn.example`,
    state,
    rttMs: state === 'good' ? 40 + index : null,
    lastFailure: state === 'resting' ? 'FRONT_TLS_RESET' : null,
    lastOkAtMs: null,
  };
};

const many = Array.from({ length: MANY }, (_, index) => summary(index));

/** The list of the fronts. */
export const frontsScenes: readonly Scene[] = [
  {
    name: 'fronts-first',
    hash: '#fronts',
    snapshot: aSnapshot({ profiles: [], chosenProfileId: null }),
  },
  { name: 'fronts-many', hash: '#fronts', snapshot: aSnapshot({ state: ON, fronts: many }) },
  {
    name: 'fronts-under-test',
    hash: '#fronts',
    snapshot: aSnapshot({
      state: ON,
      fronts: many.slice(0, 12),
      vetting: { done: 5, total: 12, good: 3 },
    }),
  },
];
