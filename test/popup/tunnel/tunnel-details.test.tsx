import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExitView } from '../../../src/background/exit/view.ts';
import type { Throughput } from '../../../src/background/throughput/history.ts';
import type { Way } from '../../../src/background/ways.ts';
import { message } from '../../../src/popup/messages.ts';
import { ports } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, ON } from '../snapshots.ts';

const { drawn, closed } = vi.hoisted(() => ({ drawn: [] as object[], closed: vi.fn() }));

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));
// A canvas is a real browser's.
vi.mock('../../../src/popup/throughput/chart.ts', () => ({
  ThroughputChart: class {
    show(throughput: object) {
      drawn.push(throughput);
    }
    close = closed;
  },
}));

beforeEach(() => {
  ports.length = 0;
  drawn.length = 0;
  closed.mockClear();
});
afterEach(closePopup);

const WAYS: Way[] = [
  { front: 'cdn.example', technique: 'secure-proxy', rttMs: 84 },
  { front: 'edge.example:8443', technique: 'host-rule', rttMs: null },
];
const facts = () => textOf('.facts');

describe('the way', () => {
  test('is named: each front, how it is used, and how far it is', async () => {
    await openPopup(aSnapshot({ state: ON, ways: WAYS }));
    expect([...document.querySelectorAll('.way')].map(({ textContent }) => textContent)).toEqual([
      `cdn.example${message('way_secure_proxy')}`,
      `edge.example:8443${message('way_host_rule')}`,
    ]);
    expect(facts()).toContain(`${message('detail_latency')}84 ms`);
    expect(find('.way bdi')).toBeTruthy();
  });

  test('of what is not known nothing is shown', async () => {
    await openPopup(aSnapshot({ state: ON, ways: WAYS.slice(1) }));
    expect(facts()).not.toContain(message('detail_latency'));
    expect(facts()).not.toContain(message('detail_also'));
  });

  test('nothing of it is there while the tunnel is off', async () => {
    await openPopup(aSnapshot({ ways: [] }));
    expect(document.querySelector('.facts, .traffic, .exit')).toBeNull();
    expect(ports).toHaveLength(0);
  });
});

describe('the traffic', () => {
  const push = (update: Throughput) => act(() => ports.at(-1)?.push(update));
  const TRAFFIC = { openConnections: 12, sentBytes: 4_300_000, receivedBytes: 182_000_000 };

  test('before anything is known there are no rates', async () => {
    await openPopup(aSnapshot({ state: ON, traffic: TRAFFIC }));
    expect(document.querySelectorAll('.traffic .amount')).toHaveLength(1);
    expect(textOf('.traffic')).toContain('182 MB in all');
  });

  test('comes by a port of its own, and is drawn and said', async () => {
    await openPopup(aSnapshot({ state: ON, traffic: TRAFFIC }));
    expect(ports.map(({ name }) => name)).toEqual(['throughput']);
    const first = { firstS: 4, sent: [0, 3_000], received: [6_000_000, 0] };
    await push(first);
    await vi.waitFor(() => expect(drawn.at(-1)).toEqual(first));
    const amounts = [...document.querySelectorAll('.amount')].map(({ textContent }) => textContent);
    expect(amounts).toEqual(['3 MB/s', '1.5 kB/s', '12']);
    expect(find('.chart').getAttribute('role')).toBe('img');
    expect(find('.chart').getAttribute('aria-label')).toBe(
      message('chart_label', '3 MB/s', '1.5 kB/s', '6 MB/s'),
    );
    expect(textOf('.chart-ceiling')).toBe('10 MB/s');
    await push({ firstS: 6, sent: [0], received: [0] });
    expect(drawn.at(-1)).toMatchObject({ firstS: 4, sent: [0, 3_000, 0] });
  });

  test('is not listened to any more once it is out of sight', async () => {
    const { model } = await openPopup(aSnapshot({ state: ON }));
    await act(() => model.show('settings'));
    expect(ports[0]?.isDisconnected).toBe(true);
  });
});

describe('the exit', () => {
  const openWith = (exit: ExitView | null) => openPopup(aSnapshot({ state: ON, exit }));
  const outcome = () => textOf('.exit [role=status]');
  const AT = { atMs: 1_000 };

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: AT.atMs }));
  afterEach(() => void vi.useRealTimers());

  test('is asked for by a click, and by nothing else', async () => {
    const { send } = await openWith(null);
    expect(send).not.toHaveBeenCalled();
    expect(textOf('.exit')).toContain(message('exit_hint'));
    await click(buttonNamed(message('exit_check')));
    expect(send.mock.calls).toEqual([[{ type: 'check-exit' }]]);
  });

  test('while it is asked another click asks nothing, and keeps the focus', async () => {
    const { send } = await openWith({ kind: 'asking' });
    const button = buttonNamed(message('exit_check'));
    expect(button.getAttribute('aria-disabled')).toBe('true');
    await click(button);
    expect(send).not.toHaveBeenCalled();
    expect(outcome()).toBe(message('exit_asking'));
  });

  test('what the server says is shown as its word', async () => {
    const exit = { version: '1.2.3', ipv4: '203.0.113.7', ipv6: null };
    await openWith({ kind: 'told', exit, roundTripMs: 97, ...AT });
    for (const text of [message('exit_told'), '203.0.113.7', '97 ms', '1.2.3']) {
      expect(outcome()).toContain(text);
    }
    expect(outcome()).toContain(`IPv6${message('exit_none')}`);
    expect(outcome()).toContain(message('exit_checked', 'now'));
    expect(buttonNamed(message('exit_again'))).toBeTruthy();
  });

  test('what it cannot know is said so', async () => {
    const exit = { version: '1.2.3', ipv4: 'translated' as const, ipv6: null };
    await openWith({ kind: 'told', exit, roundTripMs: 97, ...AT });
    expect(outcome()).toContain(`IPv4${message('exit_translated')}`);
  });

  test.each([
    ['front', 'front-unreachable', 'reason_front_unreachable'],
    ['helper', 'exit-local-proxy', 'exit_local_proxy'],
    ['server', 'exit-unreadable', 'exit_unreadable'],
  ] as const)('a failure names its layer: the %s', async (layer, reason, sentence) => {
    await openWith({ kind: 'failed', layer, reason, ...AT });
    expect(textOf('.exit-failed h3')).toBe(message(`layer_${layer}`));
    expect(outcome()).toContain(message(sentence));
  });

  test('a server that does not say is no failure', async () => {
    await openWith({ kind: 'failed', layer: 'server', reason: 'exit-not-told', ...AT });
    expect(outcome()).toContain(message('exit_not_told'));
    expect(document.querySelector('.exit-failed')).toBeNull();
  });
});
