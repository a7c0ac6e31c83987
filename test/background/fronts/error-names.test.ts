import { beforeEach, expect, test, vi } from 'vitest';
import { ErrorNames } from '../../../src/background/fronts/error-names.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { settled } from '../../meek/settled.ts';
import { fakeBrowser, resetFakeBrowser } from '../fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(resetFakeBrowser);

const URL = 'http://inner.example/meek?f=01020304';
const OWN = 'chrome-extension://abcdef';
const RESET = 'net::ERR_CONNECTION_RESET';

function underTest() {
  const clock = new ManualClock();
  const names = new ErrorNames(clock);
  names.watch();
  const happen = (details: object) => {
    for (const listener of [...fakeBrowser.errorListeners]) {
      listener({ url: URL, error: RESET, initiator: OWN, ...details });
    }
  };
  return { clock, names, happen };
}

test('a name that came first is told at once, and once', async () => {
  const { clock, names, happen } = underTest();
  happen({});
  expect(await names.explain(URL, new TypeError())).toBe(RESET);
  const again = names.explain(URL, new TypeError());
  await settled();
  clock.advance(600);
  expect(await again).toBeUndefined();
});

test('a name that comes later is waited for', async () => {
  const { clock, names, happen } = underTest();
  const name = names.explain(URL, new TypeError());
  await settled();
  clock.advance(500);
  happen({ initiator: undefined, originUrl: `${OWN}/background.html` });
  expect(await name).toBe(RESET);
  expect(clock.scheduledCount).toBe(0);
});

test('the path is varied, the front is told by the query', async () => {
  const { names, happen } = underTest();
  happen({ url: 'http://inner.example/meek/5f0c2a17?f=01020304' });
  happen({ url: 'http://inner.example/meek?f=ffffffff', error: 'net::ERR_TIMED_OUT' });
  expect(await names.explain(URL, null)).toBe(RESET);
});

test('of several addresses of one host, each has the names of its own errors', async () => {
  const { names, happen } = underTest();
  const [one, other] = ['#192.0.2.1', '#192.0.2.2'].map(
    (hash) => `https://cdn.example/meek${hash}`,
  );
  const told = [one, other].map((url) => names.explain(url ?? '', new TypeError()));
  await settled();
  happen({ url: other, error: 'NS_ERROR_CONNECTION_REFUSED' });
  happen({ url: one, error: 'NS_ERROR_NET_RESET' });
  expect(await Promise.all(told)).toEqual(['NS_ERROR_NET_RESET', 'NS_ERROR_CONNECTION_REFUSED']);
});

test('an error that says itself what it is needs no other name', async () => {
  const { clock, names } = underTest();
  const error = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  expect(await names.explain(URL, error)).toBe('ECONNREFUSED');
  expect(clock.scheduledCount).toBe(0);
});

test.each([
  ['another’s request', { initiator: 'https://site.example' }],
  ['one that we called off', { error: 'net::ERR_ABORTED' }],
  ['one that we called off in Firefox', { error: 'NS_BINDING_ABORTED' }],
])('%s says nothing', async (_which, details) => {
  const { clock, names, happen } = underTest();
  happen(details);
  const name = names.explain(URL, null);
  await settled();
  clock.advance(600);
  expect(await name).toBeUndefined();
});

test('an old name is another request’s', async () => {
  const { clock, names, happen } = underTest();
  happen({});
  clock.advance(601);
  const name = names.explain(URL, null);
  await settled();
  clock.advance(600);
  expect(await name).toBeUndefined();
});

test('nothing is listened to when there are no requests of ours', () => {
  const { names } = underTest();
  names.watch();
  expect(fakeBrowser.errorListeners.size).toBe(1);
  names.unwatch();
  expect(fakeBrowser.errorListeners.size).toBe(0);
});
