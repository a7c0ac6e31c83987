import { type Backend, LOOPBACK } from './backend.ts';

const SCHEMA = 'org.gnome.system.proxy';
const MODE = `${SCHEMA} mode`;
const MANUAL = "'manual'";

const KEYS = [
  ...['http', 'https', 'ftp', 'socks'].flatMap((kind) => [
    `${SCHEMA}.${kind} host`,
    `${SCHEMA}.${kind} port`,
  ]),
  // Another proxy's password is not for us to hear.
  `${SCHEMA}.http use-authentication`,
  `${SCHEMA} ignore-hosts`,
  MODE,
];

/** GNOME, and desktops that read the same settings, by gsettings; values as it prints them. */
export const gnome: Backend = {
  place: 'gnome',
  announce: [],
  read: async (run) => {
    const values: Record<string, string> = {};
    for (const key of KEYS) values[key] = (await run(['gsettings', 'get', ...words(key)])).trim();
    return values;
  },
  pointAt: (port) => Object.fromEntries(KEYS.map((key) => [key, ours(key, port)])),
  isOn: (values) => values[MODE] === MANUAL,
  set: (key, value) => [['gsettings', 'set', ...words(key), value ?? '']],
};

function ours(key: string, port: number): string {
  if (key.endsWith(' host')) return `'${LOOPBACK}'`;
  if (key.endsWith(' port')) return String(port);
  if (key.endsWith(' ignore-hosts')) return "['localhost', '127.0.0.0/8', '::1']";
  return key === MODE ? MANUAL : 'false';
}

function words(key: string): [string, string] {
  const [schema = '', name = ''] = key.split(' ');
  return [schema, name];
}
