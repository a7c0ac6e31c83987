import { SystemProxyError } from '../system-proxy-error.ts';
import { type Backend, LOOPBACK } from './backend.ts';

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
const ENABLED = 'REG_DWORD 0x1';

/** `ProxyEnable` is the switch. */
const NAMES = ['ProxyServer', 'ProxyOverride', 'AutoConfigURL', 'ProxyEnable'];

/** INTERNET_OPTION_SETTINGS_CHANGED is 39, INTERNET_OPTION_REFRESH 37. */
const REFRESH = [
  "$wininet = Add-Type -Namespace Frontage -Name WinInet -PassThru -MemberDefinition '",
  '[System.Runtime.InteropServices.DllImport("wininet.dll")] public static extern ',
  'bool InternetSetOption(System.IntPtr handle, int option, System.IntPtr data, int length);',
  "'; foreach ($option in 39, 37) { ",
  '[void]$wininet::InternetSetOption([System.IntPtr]::Zero, $option, [System.IntPtr]::Zero, 0) }',
].join('');

/**
 * Windows' settings of one user, which Edge, Chrome and everything on WinINET obey. Values are
 * kept as type and data.
 */
export const windows: Backend = {
  place: 'windows',
  announce: [['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', REFRESH]],
  read: async (run) => {
    const found = parse(await run(['reg.exe', 'query', KEY]));
    return Object.fromEntries(NAMES.map((name) => [name, found.get(name) ?? null]));
  },
  pointAt: (port) => ({
    // One address for all protocols is an HTTP proxy; with `socks=` it would be SOCKS version 4.
    ProxyServer: `REG_SZ ${LOOPBACK}:${port}`,
    // Without <local>, by which every name without a dot goes directly.
    ProxyOverride: 'REG_SZ localhost;127.*;[::1]',
    AutoConfigURL: null,
    ProxyEnable: ENABLED,
  }),
  isOn: (values) => values.ProxyEnable === ENABLED,
  set: (name, value) => {
    if (value === null) return [['reg.exe', 'delete', KEY, '/v', name, '/f']];
    const [, type = '', data = ''] = /^(\S+) (.*)$/.exec(value) ?? [];
    return [['reg.exe', 'add', KEY, '/v', name, '/t', type, '/d', data, '/f']];
  },
};

/** Lines of a name, its type and its data, four spaces before each. */
function parse(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', type = '', data = ''] = /^ {4}(\S+) {4}(REG_\w+) {4}(.*)$/.exec(line) ?? [];
    if (!NAMES.includes(name)) continue;
    if (!isUnderstood(type, data)) {
      throw new SystemProxyError('unreadable', `The registry's ${name} is not understood.`);
    }
    values.set(name, `${type} ${data}`);
  }
  return values;
}

function isUnderstood(type: string, data: string): boolean {
  if (type === 'REG_DWORD') return /^0x[0-9a-f]{1,8}$/.test(data);
  // What the console's code page lacks cannot be put back.
  return /^REG_(EXPAND_)?SZ$/.test(type) && /^[\x20-\x7e]*$/.test(data);
}
