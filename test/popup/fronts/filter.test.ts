import { expect, test } from 'vitest';
import type { Front } from '../../../src/meek/fronts/front.ts';
import { countKinds, filterRows, kindOf } from '../../../src/popup/fronts/filter.ts';
import { aRow } from './rows.ts';

const rows = [
  aRow('good.cdn.example', { state: 'good' }),
  aRow('resting.example', { state: 'resting', lastFailure: 'FRONT_TIMEOUT' }),
  aRow('rested.example', { lastFailure: 'FRONT_TLS_RESET' }),
  aRow('new.cdn.example'),
  aRow('off.example', { state: 'disabled', lastFailure: 'FRONT_TIMEOUT' }),
];

test('a front that has failed stays failed after its rest', () => {
  expect(rows.map(kindOf)).toEqual(['good', 'failed', 'failed', 'untested', 'disabled']);
  expect(countKinds(rows)).toEqual({ all: 5, good: 1, failed: 2, untested: 1, disabled: 1 });
});

test.each([
  ['all', '', [0, 1, 2, 3, 4]],
  ['failed', '', [1, 2]],
  ['all', 'cdn', [0, 3]],
  ['all', ' CDN  new ', [3]],
  ['untested', 'cdn', [3]],
  ['good', 'rest', []],
] as const)('of %s those with “%s” are shown, in their order', (filter, search, places) => {
  expect(filterRows(rows, filter, search)).toEqual(places.map((place) => rows[place]));
});

test('every name of a front is searched, and its port', () => {
  const front: Front = {
    host: 'a.example',
    port: 8443,
    technique: 'auto',
    ...{ address: '192.0.2.7', sni: 'shown.example', verifyHost: 'cert.example' },
    ...{ innerHost: 'inner.example', provider: 'Alpha' },
  };
  const row = aRow('a.example', { front });
  for (const word of ['8443', '192.0.2', 'shown', 'cert', 'inner', 'alpha']) {
    expect(filterRows([row], 'all', word), word).toEqual([row]);
  }
});
