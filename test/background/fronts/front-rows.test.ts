import { expect, test } from 'vitest';
import { frontRows } from '../../../src/background/fronts/front-rows.ts';
import { namesHostsOf } from '../../../src/background/fronts/known-hosts.ts';
import { HealthBook } from '../../../src/meek/fronts/health/health-book.ts';
import type { Profile } from '../../../src/meek/fronts/profile.ts';
import { aProfile } from '../a-profile.ts';

const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

const rowsOf = (profile: Profile, records: ReturnType<HealthBook['on']>) =>
  frontRows(profile, profile, records, NOW_MS);

function summaryAfter(happen: (records: ReturnType<HealthBook['on']>) => void) {
  const records = new HealthBook().on('home');
  happen(records);
  return rowsOf(aProfile(), records)[0];
}

const by = (technique: string) => ({
  key: `${technique} front.example inner.example`,
  provider: 'p',
});

test('a front that was never tried is unknown', () => {
  expect(summaryAfter(() => {})).toEqual({
    front: { host: 'front.example', port: 443, technique: 'auto' },
    origin: 'own',
    state: 'unknown',
    technique: 'auto',
    rttMs: null,
    lastFailure: null,
    lastOkAtMs: null,
  });
});

test('of two techniques the one that works is told', () => {
  const summary = summaryAfter((records) => {
    records.succeeded(by('host-rule'), NOW_MS - 2_000, 90);
    records.failed(by('secure-proxy'), NOW_MS - 1_000, 'FRONT_NO_HTTP2', 0.5);
  });
  expect(summary).toMatchObject({ state: 'good', rttMs: 90, lastOkAtMs: NOW_MS - 2_000 });
});

test('of two that fail the one that was tried last', () => {
  const summary = summaryAfter((records) => {
    records.failed(by('secure-proxy'), NOW_MS - 2_000, 'FRONT_NO_HTTP2', 0.5);
    records.failed(by('host-rule'), NOW_MS - 1_000, 'FRONT_TLS_RESET', 0.5);
  });
  expect(summary).toMatchObject({ state: 'resting', lastFailure: 'FRONT_TLS_RESET' });
});

test('what worked yesterday is not known to be good', () => {
  const summary = summaryAfter((records) => {
    records.succeeded(by('secure-proxy'), NOW_MS - 24 * HOUR_MS, 90);
  });
  expect(summary?.state).toBe('unknown');
});

test('a front with an inner host of its own has the record of that', () => {
  const records = new HealthBook().on('home');
  records.succeeded({ key: 'direct a.example own.example', provider: 'p' }, NOW_MS, 50);
  const profile = aProfile({ fronts: [{ host: 'a.example', innerHost: 'own.example' }] });
  expect(rowsOf(profile, records)[0]).toMatchObject({ state: 'good', technique: 'direct' });
});

test('a front that is not in use is told as such, whatever is known of it', () => {
  const records = new HealthBook().on('home');
  records.succeeded(by('host-rule'), NOW_MS, 90);
  const profile = aProfile({ fronts: [{ host: 'front.example', isDisabled: true }] });
  expect(rowsOf(profile, records)[0]).toMatchObject({ state: 'disabled', rttMs: 90 });
});

test('a front that only the helper can dial says so before it was tried', () => {
  const profile = aProfile({ fronts: [{ host: 'front.example', sni: null }] });
  expect(rowsOf(profile, new HealthBook().on('home'))[0]?.technique).toBe('native');
});

test('those that a list has brought come after the profile’s own', () => {
  const own = aProfile();
  const listed = aProfile({ fronts: [{ host: 'front.example' }, { host: 'listed.example' }] });
  const rows = frontRows(own, listed, new HealthBook().on('home'), NOW_MS);
  expect(rows.map(({ front, origin }) => [front.host, origin])).toEqual([
    ['front.example', 'own'],
    ['listed.example', 'listed'],
  ]);
});

test('a record is of a profile’s front by both of the hosts that it names', () => {
  const isKnown = namesHostsOf([
    aProfile({ fronts: [{ host: 'a.example' }, { host: 'b.example', innerHost: 'own.example' }] }),
  ]);
  expect(isKnown('secure-proxy a.example inner.example')).toBe(true);
  expect(isKnown('host-rule b.example own.example')).toBe(true);
  expect(isKnown('host-rule b.example inner.example')).toBe(false);
  expect(isKnown('host-rule c.example inner.example')).toBe(false);
  expect(isKnown('odd')).toBe(false);
});
