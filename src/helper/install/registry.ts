import { HelperError } from '../errors.ts';
import type { Machine } from './machine.ts';

type Hive = 'HKCU' | 'HKLM';

/** Sets a key's default value. Browsers read the 32-bit view first; HKCU has one view only. */
export function setRegistryValue(machine: Machine, key: string, value: string): void {
  const { status } = machine.run('reg.exe', [
    ...['add', `HKCU\\${key}`, '/ve', '/t', 'REG_SZ', '/d', value, '/f'],
  ]);
  if (status !== 0) throw new HelperError('HELPER_INSTALL', `reg.exe did not write HKCU\\${key}.`);
}

/** A key's default value, or null when there is no such key. */
export function registryValue(machine: Machine, hive: Hive, key: string): string | null {
  const { status, stdout } = machine.run('reg.exe', ['query', `${hive}\\${key}`, '/ve']);
  // The name of a default value is in the system's language, its type is not.
  return status === 0 ? (/\sREG_SZ\s+(.+?)\s*$/m.exec(stdout)?.[1] ?? null) : null;
}

export function deleteRegistryKey(machine: Machine, key: string): void {
  const { status } = machine.run('reg.exe', ['delete', `HKCU\\${key}`, '/f']);
  if (status !== 0) throw new HelperError('HELPER_INSTALL', `reg.exe did not delete HKCU\\${key}.`);
}
