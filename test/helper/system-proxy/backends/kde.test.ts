import { describe, expect, test } from 'vitest';
import { kde } from '../../../../src/helper/system-proxy/backends/kde.ts';
import { planOf, recorded } from './recorded.ts';

const GROUP = '--file kioslaverc --group Proxy Settings --key';

/** What kreadconfig prints for each key. */
function reading(version: number, values: Record<string, string>) {
  const keys = ['httpProxy', 'httpsProxy', 'ftpProxy', 'socksProxy', 'NoProxyFor'];
  const all = [...keys, 'ReversedException', 'ProxyType'];
  return recorded(
    Object.fromEntries(
      all.map((key) => [`kreadconfig${version} ${GROUP} ${key}`, `${values[key] ?? ''}\n`]),
    ),
  );
}

describe.each([5, 6] as const)('Plasma %i', (version) => {
  const write = (...rest: string[]) => [`kwriteconfig${version}`, ...GROUP_WORDS, ...rest];

  test('without a proxy before: what was absent is removed again, the switch first', async () => {
    const plan = await planOf(kde(version), reading(version, {}), 1080);
    expect(plan.on).toEqual([
      write('httpProxy', '--', 'http://127.0.0.1 1080'),
      write('httpsProxy', '--', 'http://127.0.0.1 1080'),
      write('ftpProxy', '--', 'http://127.0.0.1 1080'),
      write('socksProxy', '--', 'socks://127.0.0.1 1080'),
      write('NoProxyFor', '--', 'localhost,127.0.0.0/8,::1'),
      write('ReversedException', '--', 'false'),
      write('ProxyType', '--', '1'),
    ]);
    expect(plan.off).toEqual([
      write('ProxyType', '--delete', ''),
      write('ReversedException', '--delete', ''),
      write('NoProxyFor', '--delete', ''),
      write('socksProxy', '--delete', ''),
      write('ftpProxy', '--delete', ''),
      write('httpsProxy', '--delete', ''),
      write('httpProxy', '--delete', ''),
    ]);
  });

  test('another proxy before is put back', async () => {
    const before = { ProxyType: '1', httpProxy: 'http://proxy.corp.example 3128' };
    const plan = await planOf(kde(version), reading(version, before), 1080);
    expect(plan.on.map((command) => command[6])).not.toContain('ProxyType');
    expect(plan.off[0]).toEqual(write('httpProxy', '--', 'http://proxy.corp.example 3128'));
  });
});

const GROUP_WORDS = ['--file', 'kioslaverc', '--group', 'Proxy Settings', '--key'];

test('running programs are told', () => {
  expect(kde(6).announce).toEqual([
    [
      'dbus-send',
      '--type=signal',
      '/KIO/Scheduler',
      'org.kde.KIO.Scheduler.reparseSlaveConfiguration',
      'string:',
    ],
  ]);
});

test('what is not one line is not understood', async () => {
  const run = reading(5, { httpProxy: 'one\ntwo' });
  await expect(kde(5).read(run)).rejects.toMatchObject({ code: 'unreadable' });
});
