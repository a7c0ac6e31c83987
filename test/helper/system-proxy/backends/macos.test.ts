import { describe, expect, test } from 'vitest';
import { changes } from '../../../../src/helper/system-proxy/backends/backend.ts';
import { macos } from '../../../../src/helper/system-proxy/backends/macos.ts';
import { planOf, recorded } from './recorded.ts';

const NONE = 'Enabled: No\nServer: \nPort: 0\nAuthenticated Proxy Enabled: 0\n';

function proxy(enabled: 'Yes' | 'No', server: string, port: number, authenticated = 0): string {
  return `Enabled: ${enabled}\nServer: ${server}\nPort: ${port}\nAuthenticated Proxy Enabled: ${authenticated}\n`;
}

/** What networksetup prints of one service. */
function service(name: string, changes: Record<string, string> = {}): Record<string, string> {
  const answers = {
    autoproxyurl: 'URL: (null)\nEnabled: No\n',
    proxyautodiscovery: 'Auto Proxy Discovery: Off\n',
    proxybypassdomains: `There aren't any bypass domains set on ${name}.\n`,
    webproxy: NONE,
    securewebproxy: NONE,
    socksfirewallproxy: NONE,
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(answers).map(([what, text]) => [`networksetup -get${what} ${name}`, text]),
  );
}

function reading(services: string[], ...answers: Record<string, string>[]) {
  const list = [
    'An asterisk (*) denotes that a network service is disabled.',
    ...services,
    '',
  ].join('\n');
  return recorded(Object.assign({ 'networksetup -listallnetworkservices': list }, ...answers));
}

const set = (what: string, name: string, ...args: string[]) => [
  ...['networksetup', `-set${what}`, name, ...args],
];

test('without a proxy before: each service that is in use, and each kind of proxy', async () => {
  const run = reading(['Wi-Fi', '*Bluetooth PAN', 'USB 10/100 LAN'], {
    ...service('Wi-Fi'),
    ...service('USB 10/100 LAN'),
  });
  const plan = await planOf(macos, run, 1080);
  const on = (name: string) => [
    set('proxybypassdomains', name, 'localhost', '127.0.0.1', '::1'),
    set('webproxy', name, '127.0.0.1', '1080'),
    set('securewebproxy', name, '127.0.0.1', '1080'),
    set('socksfirewallproxy', name, '127.0.0.1', '1080'),
  ];
  expect(plan.on).toEqual([...on('Wi-Fi'), ...on('USB 10/100 LAN')]);
  expect(plan.off.filter(([, , name]) => name === 'Wi-Fi')).toEqual([
    set('proxybypassdomains', 'Wi-Fi', 'Empty'),
    set('webproxystate', 'Wi-Fi', 'off'),
    set('securewebproxystate', 'Wi-Fi', 'off'),
    set('socksfirewallproxystate', 'Wi-Fi', 'off'),
  ]);
});

test('a proxy without a name is as good as before once it is off', () => {
  const [before, after] = [
    { 'webproxy Wi-Fi': 'off  0' },
    { 'webproxy Wi-Fi': 'off 127.0.0.1 1080' },
  ];
  expect(changes(macos, after, before)).toEqual([]);
  expect(changes(macos, { 'webproxy Wi-Fi': 'on 127.0.0.1 1080' }, before)).toHaveLength(1);
});

test('other proxies, one of them off, a PAC file and exceptions before are put back', async () => {
  const run = reading(
    ['Wi-Fi'],
    service('Wi-Fi', {
      autoproxyurl: 'URL: http://corp.example/proxy.pac\nEnabled: Yes\n',
      proxyautodiscovery: 'Auto Proxy Discovery: On\n',
      proxybypassdomains: '*.local\n169.254/16\n',
      webproxy: proxy('Yes', 'proxy.corp.example', 3128),
      securewebproxy: proxy('No', 'old.corp.example', 8080),
    }),
  );
  const plan = await planOf(macos, run, 1080);
  expect(plan.on).toEqual([
    set('autoproxystate', 'Wi-Fi', 'off'),
    set('proxyautodiscovery', 'Wi-Fi', 'off'),
    set('proxybypassdomains', 'Wi-Fi', 'localhost', '127.0.0.1', '::1'),
    set('webproxy', 'Wi-Fi', '127.0.0.1', '1080'),
    set('securewebproxy', 'Wi-Fi', '127.0.0.1', '1080'),
    set('socksfirewallproxy', 'Wi-Fi', '127.0.0.1', '1080'),
  ]);
  expect(plan.off).toEqual([
    set('autoproxystate', 'Wi-Fi', 'on'),
    set('proxyautodiscovery', 'Wi-Fi', 'on'),
    set('proxybypassdomains', 'Wi-Fi', '*.local', '169.254/16'),
    set('webproxy', 'Wi-Fi', 'proxy.corp.example', '3128'),
    set('securewebproxy', 'Wi-Fi', 'old.corp.example', '8080'),
    set('securewebproxystate', 'Wi-Fi', 'off'),
    set('socksfirewallproxystate', 'Wi-Fi', 'off'),
  ]);
});

test('a service that has gone since then is left alone', async () => {
  const run = reading(['Wi-Fi', 'iPhone USB'], service('Wi-Fi'), service('iPhone USB'));
  const before = await macos.read(run);
  const later = await macos.read(reading(['Wi-Fi'], service('Wi-Fi')));
  const commands = changes(macos, macos.pointAt(1080, later), before);
  expect(commands.map(([, , name]) => name)).not.toContain('iPhone USB');
});

describe('nothing is changed', () => {
  test.each([
    ['where a proxy has a login', { webproxy: proxy('Yes', 'proxy.corp.example', 3128, 1) }],
    ['where the answer has other words', { webproxy: 'Aktiviert: Nein\n' }],
    [
      'where a port is none',
      { webproxy: 'Enabled: Yes\nServer: a\nPort: x\nAuthenticated Proxy Enabled: 0\n' },
    ],
  ])('%s', async (_, answers) => {
    const run = reading(['Wi-Fi'], service('Wi-Fi', answers));
    await expect(macos.read(run)).rejects.toMatchObject({ code: 'unreadable' });
  });
});
