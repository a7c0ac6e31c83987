import { expect, test } from 'vitest';
import { HealthBook, MAX_NETWORKS } from '../../../../src/meek/fronts/health/health-book.ts';
import { MAX_FRONTS } from '../../../../src/meek/fronts/health/network-health.ts';

const NOW_MS = 1_800_000_000_000;
const front = (key: string, provider = 'akamai') => ({ key, provider });

test('each network has its own record of a front', () => {
  const book = new HealthBook();
  book.on('home').succeeded(front('a'), NOW_MS, 300);
  expect(book.on('home').healthOf('a').ok).toBe(1);
  expect(book.on('work').healthOf('a').ok).toBe(0);
});

test('what is stored is what was known', () => {
  const book = new HealthBook();
  book.on('home').succeeded(front('a'), NOW_MS, 300);
  book.on('work').failed(front('a'), NOW_MS, 'FRONT_TLS_RESET', 0.5);
  const rows = [...book.rows()];
  expect(rows).toHaveLength(2);
  expect([...new HealthBook({ rows }).rows()]).toEqual(rows);
});

test('changes are told one by one, and what was restored is none', () => {
  const changes: unknown[] = [];
  const rows = [...bookWith('home', 'a').rows()];
  const book = new HealthBook({ rows, onChange: (row) => changes.push(row) });
  expect(changes).toEqual([]);
  book.on('home').succeeded(front('b'), NOW_MS, 300);
  expect(changes).toMatchObject([{ network: 'home', front: 'b', health: { ok: 1 } }]);
});

test('elsewhere counts a quarter, and one’s own network not', () => {
  const book = bookWith('home', 'a');
  expect(book.elsewhere('work', 'a', NOW_MS)).toEqual({ ok: 0.25, fail: 0 });
  expect(book.elsewhere('home', 'a', NOW_MS)).toEqual({ ok: 0, fail: 0 });
});

test('the front that was updated the longest ago makes room', () => {
  const forgotten: string[] = [];
  const book = new HealthBook({
    onChange: ({ front, health }) => health === null && forgotten.push(front),
  });
  for (let index = 0; index <= MAX_FRONTS; index++) {
    book.on('home').succeeded(front(`front-${index}`), NOW_MS + index, 300);
    if (index === 100) book.on('home').succeeded(front('front-0'), NOW_MS + index, 300);
  }
  expect(book.on('home').records.size).toBe(MAX_FRONTS);
  expect(forgotten).toEqual(['front-1']);
});

test('the network that was used the longest ago makes room', () => {
  const forgotten: string[] = [];
  const book = new HealthBook({
    onChange: ({ network, health }) => health === null && forgotten.push(network),
  });
  for (let index = 0; index <= MAX_NETWORKS; index++) {
    book.on(`network-${index}`).succeeded(front('a'), NOW_MS, 300);
  }
  expect(forgotten).toEqual(['network-0']);
});

test('a provider is doubted when a good front of it fails, and believed when one works', () => {
  const health = new HealthBook().on('home');
  for (let count = 0; count < 5; count++) health.succeeded(front('good'), NOW_MS, 300);
  health.failed(front('unknown'), NOW_MS, 'FRONT_TIMEOUT', 0.5);
  expect(health.trustIn('akamai', NOW_MS)).toBe(1);
  health.failed(front('good'), NOW_MS, 'FRONT_TIMEOUT', 0.5);
  const trust = health.trustIn('akamai', NOW_MS);
  expect(trust).toBeLessThan(0.75);
  expect(health.trustIn('fastly', NOW_MS)).toBe(1);
  expect(health.trustIn('akamai', NOW_MS + 600_000)).toBeGreaterThan(trust);
  health.succeeded(front('other'), NOW_MS, 300);
  expect(health.trustIn('akamai', NOW_MS)).toBe(1);
});

function bookWith(network: string, key: string): HealthBook {
  const book = new HealthBook();
  book.on(network).succeeded(front(key), NOW_MS, 300);
  return book;
}
