import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createEgress, type EgressOptions } from '../../src/server/builtin/egress.ts';
import type { DialTcp, TcpTarget } from '../../src/server/dial.ts';
import { ManualClock } from '../meek/manual-clock.ts';

/** An egress that tells what it would dial. */
function setUp(options: Partial<EgressOptions> = {}) {
  const dialled: TcpTarget[] = [];
  const dialTcp: DialTcp = async (target) => {
    dialled.push(target);
    return new Socket();
  };
  const lookups: string[] = [];
  const lookup = (name: string) => {
    lookups.push(name);
    return options.lookup?.(name) ?? Promise.resolve([]);
  };
  const clock = new ManualClock();
  const defaults = { clock, dialTcp, allowPrivate: false, pinned: new Map() };
  const egress = createEgress({ ...defaults, ...options, lookup });
  const dial = (host: string, signal = new AbortController().signal) =>
    egress({ host, port: 443 }, signal);
  return { dial, dialled, lookups, clock };
}

const systemError = (code: string) => Object.assign(new Error(code), { code });

test('a public address is dialled without a lookup', async () => {
  const { dial, dialled, lookups } = setUp();
  await dial('93.184.216.34');
  expect(dialled).toEqual([{ addresses: [{ address: '93.184.216.34', family: 4 }], port: 443 }]);
  expect(lookups).toEqual([]);
});

test.each(['127.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1', '168.63.129.16'])(
  '%s is not allowed',
  async (host) => {
    const { dial, dialled } = setUp();
    await expect(dial(host)).rejects.toMatchObject({ code: 'DIAL_NOT_ALLOWED' });
    expect(dialled).toEqual([]);
  },
);

test('--allow-loopback lets this machine through, and nothing else that is private', async () => {
  const { dial, dialled } = setUp({ allowLoopback: true });
  await dial('127.0.0.1');
  expect(dialled).toHaveLength(1);
  for (const host of ['10.0.0.1', '169.254.169.254', '192.168.1.1', 'fd00::1']) {
    await expect(dial(host)).rejects.toMatchObject({ code: 'DIAL_NOT_ALLOWED' });
  }
});

test('--allow-private lets them through', async () => {
  const { dial, dialled } = setUp({ allowPrivate: true });
  await dial('::ffff:127.0.0.1');
  expect(dialled).toEqual([{ addresses: [{ address: '127.0.0.1', family: 4 }], port: 443 }]);
});

describe('a name', () => {
  test('is resolved once, and only its public addresses are dialled, in order', async () => {
    const found = ['10.0.0.1', '2606:4700::1111', '::ffff:127.0.0.1', '1.1.1.1'];
    const { dial, dialled, lookups } = setUp({ lookup: async () => found });
    await dial('example.org');
    expect(lookups).toEqual(['example.org']);
    const addresses = [
      { address: '2606:4700::1111', family: 6 },
      { address: '1.1.1.1', family: 4 },
    ];
    expect(dialled).toEqual([{ addresses, port: 443 }]);
  });

  test('with private addresses only is not allowed', async () => {
    const { dial, dialled } = setUp({ lookup: async () => ['127.0.0.1', '::1'] });
    await expect(dial('rebound.example')).rejects.toMatchObject({ code: 'DIAL_NOT_ALLOWED' });
    expect(dialled).toEqual([]);
  });

  test.each(['ENOTFOUND', 'EAI_AGAIN'])('whose lookup fails (%s) is unreachable', async (code) => {
    const { dial } = setUp({ lookup: () => Promise.reject(systemError(code)) });
    await expect(dial('nowhere.example')).rejects.toMatchObject({ code: 'DIAL_HOST_UNREACHABLE' });
  });

  test('without addresses is unreachable', async () => {
    const { dial } = setUp();
    await expect(dial('empty.example')).rejects.toMatchObject({ code: 'DIAL_HOST_UNREACHABLE' });
  });

  test('that is pinned is not looked up, in any case and with a final dot', async () => {
    const pinned = new Map([['pinned.example', ['1.1.1.1']]]);
    const { dial, dialled, lookups } = setUp({ pinned });
    await dial('Pinned.Example.');
    expect(lookups).toEqual([]);
    expect(dialled).toMatchObject([{ addresses: [{ address: '1.1.1.1' }] }]);
  });

  test('that is pinned to a private address is still not allowed', async () => {
    const { dial } = setUp({ pinned: new Map([['pinned.example', ['127.0.0.1']]]) });
    await expect(dial('pinned.example')).rejects.toMatchObject({ code: 'DIAL_NOT_ALLOWED' });
  });

  test('with very many addresses is tried with eight', async () => {
    const lookup = async () => Array.from({ length: 100 }, (_, i) => `1.1.1.${i + 1}`);
    const { dial, dialled } = setUp({ lookup });
    await dial('many.example');
    expect(dialled[0] && 'addresses' in dialled[0] && dialled[0].addresses).toHaveLength(8);
  });

  test('whose lookup hangs is given up after 10 s', async () => {
    const { dial, clock } = setUp({ lookup: () => new Promise(() => {}) });
    const dialling = dial('slow.example');
    const failed = expect(dialling).rejects.toMatchObject({ code: 'DIAL_TIMEOUT' });
    clock.advance(10_000);
    await failed;
    expect(clock.scheduledCount).toBe(0);
  });

  test('is given up when its client leaves', async () => {
    const { dial } = setUp({ lookup: () => new Promise(() => {}) });
    const leaving = new AbortController();
    const dialling = dial('slow.example', leaving.signal);
    leaving.abort();
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_ABORTED' });
  });
});
