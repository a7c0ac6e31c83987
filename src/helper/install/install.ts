import { HOST_NAME } from '../../link/identity.ts';
import { sha256Of } from './files.ts';
import { hostManifest, MANIFEST_FILE } from './host-manifest.ts';
import type { Machine } from './machine.ts';
import { type HelperProgram, type Placed, placeProgram } from './program.ts';
import { Receipt } from './receipt.ts';
import { setRegistryValue } from './registry.ts';
import type { Target } from './targets.ts';
import { removeUnused } from './uninstall.ts';

/** Called with each file and registry key, once it is written. */
export type Told = (what: string) => void;

/** Lets one browser start this helper, and removes what no browser starts any more. */
export function install(machine: Machine, target: Target, helper: HelperProgram, wrote: Told) {
  const receipt = new Receipt(machine);
  const program = placeProgram(machine, helper, target);
  const placing = new Placing(machine, receipt, wrote);
  placing.program(program);
  for (const folder of manifestFolders(machine, target)) {
    const manifest = placing.manifest(folder, target, program.path);
    for (const key of target.registryKeys) placing.key(`${key}\\${HOST_NAME}`, target, manifest);
  }
  removeUnused(machine, receipt);
}

/** On Windows the registry tells where a manifest is: one for each kind of browser will do. */
function manifestFolders({ platform, path, dataFolder }: Machine, target: Target) {
  if (platform !== 'win32') return target.userFolders;
  return [path.join(dataFolder, 'manifests', target.family)];
}

class Placing {
  readonly #machine: Machine;
  readonly #receipt: Receipt;
  readonly #wrote: Told;

  constructor(machine: Machine, receipt: Receipt, wrote: Told) {
    this.#machine = machine;
    this.#receipt = receipt;
    this.#wrote = wrote;
  }

  program({ path, sha256, content }: Placed): void {
    const { files } = this.#machine;
    this.#makeFolderOf(path);
    this.#receipt.add({ kind: 'program', path, sha256 });
    const present = files.read(path);
    if (present && sha256Of(present) === sha256 && files.isExecutable(path)) return;
    if ('copyOf' in content) files.copy(content.copyOf, path, 0o755);
    else files.write(path, content.bytes, 0o755);
    this.#wrote(path);
  }

  /** Returns the manifest's path. */
  manifest(folder: string, { browser, family }: Target, program: string): string {
    const path = this.#machine.path.join(folder, MANIFEST_FILE);
    const bytes = Buffer.from(hostManifest(family, program));
    this.#makeFolderOf(path);
    const sha256 = sha256Of(bytes);
    this.#receipt.add({ kind: 'manifest', path, sha256, program, browsers: [browser] });
    this.#machine.files.write(path, bytes, 0o644);
    this.#wrote(path);
    return path;
  }

  key(key: string, { browser }: Target, value: string): void {
    this.#receipt.add({ kind: 'registry-key', key, value, browsers: [browser] });
    setRegistryValue(this.#machine, key, value);
    this.#wrote(`HKCU\\${key}`);
  }

  #makeFolderOf(file: string): void {
    const folder = this.#machine.path.dirname(file);
    for (const path of this.#machine.files.makeFolder(folder)) {
      this.#receipt.add({ kind: 'folder', path });
    }
  }
}
