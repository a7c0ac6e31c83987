import type { Command, Run } from '../command.ts';
import { SystemProxyError } from '../system-proxy-error.ts';
import { type Backend, LOOPBACK, type Values } from './backend.ts';

/** By networksetup's names for them. */
const PROXIES = ['webproxy', 'securewebproxy', 'socksfirewallproxy'] as const;

const BYPASS = 'proxybypassdomains';
const OUR_BYPASS = ['localhost', '127.0.0.1', '::1'].join('\n');

/** How networksetup's answer begins where there are none. */
const NO_BYPASS = "There aren't any";

/**
 * macOS, by networksetup, which has settings for each network service. A key is a setting and a
 * service, a proxy's value `on HOST PORT` or `off HOST PORT`, PAC's `on` or `off`.
 */
export const macos: Backend = {
  place: 'macos',
  announce: [],
  read: async (run) => {
    const values: Record<string, string> = {};
    for (const service of services(await run(['networksetup', '-listallnetworkservices']))) {
      Object.assign(values, await readService(service, run));
    }
    return values;
  },
  pointAt: (port, current) =>
    Object.fromEntries(Object.keys(current).map((key) => [key, ours(key, port)])),
  // Each setting has a switch of its own.
  isOn: () => true,
  // A proxy that has no name cannot be set; what stays of another is off.
  isAsNear: (found, wanted) => /^off {2}/.test(wanted) && found.startsWith('off '),
  set: (key, value) => write(key, value ?? ''),
};

async function readService(service: string, run: Run): Promise<Values> {
  const get = (name: string) => run(['networksetup', `-get${name}`, service]);
  const values: Record<string, string> = {};
  values[`autoproxy ${service}`] = switchIn(await get('autoproxyurl'), 'Enabled');
  values[`proxyautodiscovery ${service}`] = switchIn(
    await get('proxyautodiscovery'),
    'Auto Proxy Discovery',
  );
  const bypass = (await get(BYPASS)).trim();
  values[`${BYPASS} ${service}`] = bypass.startsWith(NO_BYPASS) ? '' : bypass;
  for (const proxy of PROXIES) values[`${proxy} ${service}`] = parseProxy(await get(proxy));
  return values;
}

/** The first line explains the asterisk, which marks a service that is not in use. */
function services(text: string): string[] {
  const [, ...names] = text.split('\n').map((line) => line.trim());
  return names.filter((name) => name !== '' && !name.startsWith('*'));
}

function parseProxy(text: string): string {
  const state = switchIn(text, 'Enabled');
  const host = fieldIn(text, 'Server');
  const port = fieldIn(text, 'Port');
  const isAuthenticated = fieldIn(text, 'Authenticated Proxy Enabled') === '1';
  // Its password is in the keychain, from which it cannot be read.
  if (isAuthenticated) throw new SystemProxyError('unreadable', 'A proxy with a login is set.');
  if (!/^\S*$/.test(host) || !/^\d{1,5}$/.test(port)) throw notUnderstood();
  return `${state} ${host} ${port}`;
}

function switchIn(text: string, name: string): 'on' | 'off' {
  const field = fieldIn(text, name);
  if (/^(yes|on)$/i.test(field)) return 'on';
  if (/^(no|off)$/i.test(field)) return 'off';
  throw notUnderstood();
}

function fieldIn(text: string, name: string): string {
  const line = text.split('\n').find((each) => each.startsWith(`${name}:`));
  if (line === undefined) throw notUnderstood();
  return line.slice(name.length + 1).trim();
}

function notUnderstood(): SystemProxyError {
  return new SystemProxyError('unreadable', "networksetup's answer is not understood.");
}

function ours(key: string, port: number): string {
  const { setting } = parseKey(key);
  if (setting === BYPASS) return OUR_BYPASS;
  return PROXIES.some((proxy) => proxy === setting) ? `on ${LOOPBACK} ${port}` : 'off';
}

function write(key: string, value: string): Command[] {
  const { setting, service } = parseKey(key);
  const set = (name: string, ...args: string[]): Command => [
    'networksetup',
    `-set${name}`,
    service,
    ...args,
  ];
  // networksetup takes the word Empty for none.
  if (setting === BYPASS) return [set(BYPASS, ...(value === '' ? ['Empty'] : value.split('\n')))];
  if (setting === 'autoproxy') return [set('autoproxystate', value)];
  if (setting === 'proxyautodiscovery') return [set(setting, value)];
  const [state = 'off', host = '', port = ''] = value.split(' ');
  const isNamed = host !== '';
  // Naming a proxy switches it on.
  return [
    ...(isNamed ? [set(setting, host, port)] : []),
    ...(isNamed && state === 'on' ? [] : [set(`${setting}state`, state)]),
  ];
}

/** Names of services have spaces; those of settings have none. */
function parseKey(key: string): { setting: string; service: string } {
  const space = key.indexOf(' ');
  return { setting: key.slice(0, space), service: key.slice(space + 1) };
}
