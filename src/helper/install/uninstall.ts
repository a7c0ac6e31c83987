import { sha256Of } from './files.ts';
import type { Machine } from './machine.ts';
import { type Entry, Receipt, type RegistryEntry } from './receipt.ts';
import { deleteRegistryKey, registryValue } from './registry.ts';

export interface Uninstalled {
  readonly removed: readonly string[];
  /** Changed by somebody since they were written, or in use: not removed. */
  readonly left: readonly string[];
}

/** Removes what was installed, for one browser or for all, and nothing else. */
export function uninstall(machine: Machine, browser: string | null): Uninstalled {
  const receipt = new Receipt(machine);
  const removal = new Removal(machine, receipt);
  for (const entry of receipt.entries) {
    if (!('browsers' in entry)) continue;
    if (browser !== null && !entry.browsers.includes(browser)) continue;
    if (browser !== null && receipt.keepWithout(entry, browser)) continue;
    removal.take(entry);
  }
  removal.takeUnused();
  return removal;
}

/** Removes programs of older versions; those that run, and that Windows keeps, another time. */
export function removeUnused(machine: Machine, receipt: Receipt): void {
  new Removal(machine, receipt).takeUnused();
}

class Removal implements Uninstalled {
  readonly removed: string[] = [];
  readonly left: string[] = [];
  readonly #machine: Machine;
  readonly #receipt: Receipt;

  constructor(machine: Machine, receipt: Receipt) {
    this.#machine = machine;
    this.#receipt = receipt;
  }

  take(entry: Exclude<Entry, { kind: 'folder' }>): void {
    if (entry.kind === 'registry-key') this.#takeKey(entry);
    else this.#takeFile(entry);
  }

  takeUnused(): void {
    const { entries } = this.#receipt;
    const used = new Set(entries.flatMap((each) => (each.kind === 'manifest' ? each.program : [])));
    for (const entry of entries) {
      if (entry.kind === 'program' && !used.has(entry.path)) this.#takeFile(entry);
    }
    this.#takeFolders();
  }

  #takeKey(entry: RegistryEntry): void {
    const value = registryValue(this.#machine, 'HKCU', entry.key);
    const isOurs = value === entry.value;
    if (isOurs) deleteRegistryKey(this.#machine, entry.key);
    if (value !== null) (isOurs ? this.removed : this.left).push(`HKCU\\${entry.key}`);
    this.#receipt.remove(entry);
  }

  #takeFile(entry: Entry & { path: string; sha256: string }): void {
    const { files } = this.#machine;
    const bytes = files.read(entry.path);
    const isOurs = bytes !== null && sha256Of(bytes) === entry.sha256;
    if (isOurs && !this.#removes(entry.path)) {
      // It stays in the receipt, for the next time.
      this.left.push(entry.path);
      return;
    }
    if (bytes !== null) (isOurs ? this.removed : this.left).push(entry.path);
    this.#receipt.remove(entry);
  }

  /** False for a program that runs, on Windows. */
  #removes(path: string): boolean {
    try {
      this.#machine.files.remove(path);
      return true;
    } catch (error) {
      if (['EPERM', 'EBUSY'].includes(String((error as NodeJS.ErrnoException).code))) return false;
      throw error;
    }
  }

  /** Innermost first. That of the receipt is empty only once the receipt is gone. */
  #takeFolders(): void {
    const { files } = this.#machine;
    const { entries } = this.#receipt;
    const folders = entries.filter((each) => each.kind === 'folder');
    const isAll = folders.length === entries.length;
    if (isAll) for (const entry of folders) this.#receipt.remove(entry);
    for (const entry of folders.toSorted((a, b) => b.path.length - a.path.length)) {
      files.removeFolderIfEmpty(entry.path);
      if (!isAll && !files.exists(entry.path)) this.#receipt.remove(entry);
    }
  }
}
