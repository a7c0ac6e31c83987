import { describe, expect, test } from 'vitest';
import { windows } from '../../../../src/helper/system-proxy/backends/windows.ts';
import { planOf, recorded } from './recorded.ts';

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** As `reg.exe query` prints a key. */
function reading(...lines: string[]) {
  const text = [
    '',
    'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings',
    '    User Agent    REG_SZ    Mozilla/4.0 (compatible; MSIE 8.0; Win32)',
    '    WarnonZoneCrossing    REG_DWORD    0x0',
    ...lines.map((line) => `    ${line}`),
    '',
    `${KEY}\\Connections`,
    '',
  ].join('\r\n');
  return recorded({ [`reg.exe query ${KEY}`]: text });
}

const add = (name: string, type: string, data: string) => [
  ...['reg.exe', 'add', KEY, '/v', name, '/t', type, '/d', data, '/f'],
];
const remove = (name: string) => ['reg.exe', 'delete', KEY, '/v', name, '/f'];

test('without a proxy before', async () => {
  const plan = await planOf(windows, reading('ProxyEnable    REG_DWORD    0x0'), 1080);
  expect(plan.on).toEqual([
    add('ProxyServer', 'REG_SZ', '127.0.0.1:1080'),
    add('ProxyOverride', 'REG_SZ', 'localhost;127.*;[::1]'),
    add('ProxyEnable', 'REG_DWORD', '0x1'),
  ]);
  expect(plan.off).toEqual([
    add('ProxyEnable', 'REG_DWORD', '0x0'),
    remove('ProxyOverride'),
    remove('ProxyServer'),
  ]);
});

test('another proxy, exceptions and a PAC file before are put back', async () => {
  const run = reading(
    'ProxyEnable    REG_DWORD    0x1',
    'ProxyServer    REG_SZ    proxy.corp.example:3128',
    'ProxyOverride    REG_SZ    *.corp.example;<local>',
    'AutoConfigURL    REG_SZ    http://corp.example/proxy.pac',
  );
  const plan = await planOf(windows, run, 1080);
  expect(plan.on).toEqual([
    add('ProxyServer', 'REG_SZ', '127.0.0.1:1080'),
    add('ProxyOverride', 'REG_SZ', 'localhost;127.*;[::1]'),
    remove('AutoConfigURL'),
  ]);
  expect(plan.off).toEqual([
    add('ProxyServer', 'REG_SZ', 'proxy.corp.example:3128'),
    add('ProxyOverride', 'REG_SZ', '*.corp.example;<local>'),
    add('AutoConfigURL', 'REG_SZ', 'http://corp.example/proxy.pac'),
  ]);
});

test('running programs are told by both of WinINET’s options', () => {
  const [command] = windows.announce;
  expect(command?.slice(0, 4)).toEqual([
    'powershell.exe',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
  ]);
  expect(command?.[4]).toContain('[System.Runtime.InteropServices.DllImport("wininet.dll")]');
  expect(command?.[4]).toContain('foreach ($option in 39, 37)');
});

describe('is not understood', () => {
  test.each([
    ['a number that is none', 'ProxyEnable    REG_DWORD    yes'],
    ['another type', 'ProxyServer    REG_BINARY    00FF'],
    ['what the code page lacks', 'ProxyServer    REG_SZ    прокси.example:3128'],
  ])('%s', async (_, line) => {
    await expect(windows.read(reading(line))).rejects.toMatchObject({ code: 'unreadable' });
  });
});
