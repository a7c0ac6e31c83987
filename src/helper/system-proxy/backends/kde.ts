import { SystemProxyError } from '../system-proxy-error.ts';
import { type Backend, LOOPBACK, type Values } from './backend.ts';

const GROUP = ['--file', 'kioslaverc', '--group', 'Proxy Settings'];

/** Of KDE's `ProxyType`: 0 is none, then manual, a PAC file, found by WPAD, by the environment. */
const MANUAL = '1';

const OURS = (port: number): Values => ({
  httpProxy: `http://${LOOPBACK} ${port}`,
  httpsProxy: `http://${LOOPBACK} ${port}`,
  ftpProxy: `http://${LOOPBACK} ${port}`,
  socksProxy: `socks://${LOOPBACK} ${port}`,
  NoProxyFor: 'localhost,127.0.0.0/8,::1',
  ReversedException: 'false',
  ProxyType: MANUAL,
});

const KEYS = Object.keys(OURS(0));

/**
 * KDE Plasma, by its own readers and writers of `kioslaverc`.
 *
 * @param version of Plasma, which the programs are named after
 */
export function kde(version: 5 | 6): Backend {
  return {
    place: 'kde',
    // Programs that use KIO read the file once, and again when they hear this.
    announce: [
      [
        ...(['dbus-send', '--type=signal', '/KIO/Scheduler'] as const),
        'org.kde.KIO.Scheduler.reparseSlaveConfiguration',
        'string:',
      ],
    ],
    read: async (run) => {
      const values: Record<string, string | null> = {};
      for (const key of KEYS) {
        values[key] = parse(await run([`kreadconfig${version}`, ...GROUP, '--key', key]), key);
      }
      return values;
    },
    pointAt: OURS,
    isOn: (values) => values.ProxyType === MANUAL,
    set: (key, value) => {
      // Older ones ask for a value, even for what is to go.
      const change = value === null ? ['--delete', ''] : ['--', value];
      return [[`kwriteconfig${version}`, ...GROUP, '--key', key, ...change]];
    },
  };
}

/** Absent and empty are printed alike, and mean the same. */
function parse(text: string, key: string): string | null {
  const value = text.replace(/\r?\n$/, '');
  if (/[\r\n]/.test(value)) {
    throw new SystemProxyError('unreadable', `KDE's ${key} has several lines.`);
  }
  return value === '' ? null : value;
}
