import * as v from 'valibot';
import { HOST_NAME } from '../../link/identity.ts';
import type { Machine } from '../install/machine.ts';

/** What an administrator has forbidden a browser, as far as it concerns helpers. */
export interface PolicyBan {
  /** The file or key that holds it. */
  readonly source: string;
  readonly bans: 'this-helper' | 'helpers-of-users';
}

/** Folders of JSON files on Linux. Firefox has no such policy. */
const LINUX: Record<string, string> = {
  chromium: '/etc/chromium/policies/managed',
  chrome: '/etc/opt/chrome/policies/managed',
  'chrome-beta': '/etc/opt/chrome/policies/managed',
  'chrome-dev': '/etc/opt/chrome/policies/managed',
  edge: '/etc/opt/edge/policies/managed',
  brave: '/etc/brave/policies/managed',
};

/** Keys on Windows, of HKLM and HKCU alike. */
const WINDOWS: Record<string, string> = {
  chromium: 'Software\\Policies\\Chromium',
  chrome: 'Software\\Policies\\Google\\Chrome',
  edge: 'Software\\Policies\\Microsoft\\Edge',
  brave: 'Software\\Policies\\BraveSoftware\\Brave',
};

const Names = v.optional(v.array(v.string()), []);
const Policies = v.object({
  NativeMessagingBlocklist: Names,
  NativeMessagingAllowlist: Names,
  NativeMessagingUserLevelHosts: v.optional(v.boolean(), true),
});
type Policies = v.InferOutput<typeof Policies>;

/** On macOS policies are in profiles of the system, which are not looked at. */
export function findBans(machine: Machine, browser: string): PolicyBan[] {
  const folder = machine.platform === 'linux' ? LINUX[browser] : undefined;
  if (folder) return inFolder(machine, folder);
  const key = machine.platform === 'win32' ? WINDOWS[browser] : undefined;
  if (!key) return [];
  return ['HKLM', 'HKCU'].flatMap((hive) => inRegistry(machine, `${hive}\\${key}`));
}

function inFolder({ files, path }: Machine, folder: string): PolicyBan[] {
  const names = files.list(folder).filter((name) => name.endsWith('.json'));
  return names.flatMap((name) => {
    const source = path.join(folder, name);
    try {
      const text = files.read(source)?.toString('utf8') ?? '{}';
      return bansIn(source, v.parse(Policies, JSON.parse(text)));
    } catch {
      // The browser makes nothing of it either.
      return [];
    }
  });
}

function inRegistry(machine: Machine, key: string): PolicyBan[] {
  const query = (...args: string[]) => machine.run('reg.exe', ['query', ...args]).stdout;
  const names = (list: string) =>
    [...list.matchAll(/REG_SZ\s+(.+?)\s*$/gm)].map(([, name]) => name);
  const userLevel = query(key, '/v', 'NativeMessagingUserLevelHosts');
  return bansIn(
    key,
    v.parse(Policies, {
      NativeMessagingBlocklist: names(query(`${key}\\NativeMessagingBlocklist`)),
      NativeMessagingAllowlist: names(query(`${key}\\NativeMessagingAllowlist`)),
      NativeMessagingUserLevelHosts: !/REG_DWORD\s+0x0\b/.test(userLevel),
    }),
  );
}

function bansIn(source: string, policies: Policies): PolicyBan[] {
  const blocked = policies.NativeMessagingBlocklist.some(
    (each) => each === '*' || each === HOST_NAME,
  );
  const isBanned = blocked && !policies.NativeMessagingAllowlist.includes(HOST_NAME);
  return [
    ...(isBanned ? [{ source, bans: 'this-helper' as const }] : []),
    ...(policies.NativeMessagingUserLevelHosts
      ? []
      : [{ source, bans: 'helpers-of-users' as const }]),
  ];
}
