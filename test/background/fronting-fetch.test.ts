import { beforeEach, expect, test, vi } from 'vitest';
import { frontingFetch } from '../../src/background/fronting/fronting-fetch.ts';
import { explainFronting } from '../../src/background/fronting/native.ts';
import { makePlan } from '../../src/background/fronting/plan.ts';
import { Gate } from '../../src/background/gate.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { JoinedLinks } from '../link/joined-links.ts';
import { settled } from '../meek/settled.ts';
import { aProfile } from './a-profile.ts';

const fronts = [{ host: 'native.example', sni: null }, { host: 'plain.example' }];
const plan = makePlan(aProfile({ fronts }), 'chromium', systemRandom);
const [native = '', plain = ''] = plan.routes.map(({ url }) => url);
const init = { method: 'POST', body: new Uint8Array(3) };

let links: JoinedLinks;
const browserFetch = vi.fn(async () => new Response());
const opened = () => links.toHelper.filter(({ type }) => type === 'open').length;

beforeEach(() => {
  links = new JoinedLinks();
  browserFetch.mockClear();
});

function fetching({ hasHelper = true, isOpen = true } = {}) {
  const gate = new Gate(browserFetch);
  if (isOpen) gate.open();
  const helper = { openExchange: () => links.extension.open() };
  return { gate, fetch: frontingFetch(plan, gate, () => (hasHelper ? helper : null)) };
}

test('a native route goes to the helper, every other to the browser', async () => {
  const { fetch } = fetching();
  fetch(native, init).catch(() => {});
  await fetch(plain, init);
  expect(opened()).toBe(1);
  expect(browserFetch.mock.calls).toEqual([[plain, expect.anything()]]);
});

test('while the gate is closed, neither leaves', async () => {
  const { fetch } = fetching({ isOpen: false });
  for (const url of [native, plain]) {
    await expect(fetch(url, init)).rejects.toMatchObject({ code: 'MEEK_ABORTED' });
  }
  expect([opened(), browserFetch.mock.calls.length]).toEqual([0, 0]);
});

test('what is under way ends when the gate closes', async () => {
  const { gate, fetch } = fetching();
  const asking = fetch(native, init);
  await settled();
  gate.close();
  await expect(asking).rejects.toMatchObject({ code: 'MEEK_ABORTED' });
  expect(links.toHelper.at(-1)).toMatchObject({ type: 'reset', code: 'MEEK_ABORTED' });
});

test('without a helper a native route fails, and the browser is not asked', async () => {
  const { fetch } = fetching({ hasHelper: false });
  await expect(fetch(native, init)).rejects.toMatchObject({ code: 'LINK_LOST' });
  expect(browserFetch).not.toHaveBeenCalled();
});

test('nor for a native URL that is no route’s', async () => {
  const { fetch } = fetching();
  await expect(fetch('native://0/meek', init)).rejects.toThrow(RangeError);
  expect([opened(), browserFetch.mock.calls.length]).toEqual([0, 0]);
});

test('a native failure says itself what it was; of others the browser is asked', async () => {
  const explain = explainFronting(async () => 'net::ERR_FAILED');
  const reset = Object.assign(new Error('cut'), { code: 'DIAL_TLS_RESET' });
  expect(await explain(native, reset)).toBe('DIAL_TLS_RESET');
  expect(await explain(plain, reset)).toBe('net::ERR_FAILED');
});
