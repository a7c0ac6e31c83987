import * as v from 'valibot';
import { HelperError } from '../errors.ts';
import type { Machine } from './machine.ts';

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Browsers = v.array(v.string());

const Entry = v.variant('kind', [
  /** What browsers start. Kept while a manifest names it. */
  v.object({ kind: v.literal('program'), path: v.string(), sha256: Sha256 }),
  /** `program` is the path in it; `browsers` are those that it was written for. */
  v.object({
    kind: v.literal('manifest'),
    path: v.string(),
    sha256: Sha256,
    program: v.string(),
    browsers: Browsers,
  }),
  /** Windows: the default value of a key below HKCU, the path of a manifest. */
  v.object({
    kind: v.literal('registry-key'),
    key: v.string(),
    value: v.string(),
    browsers: Browsers,
  }),
  /** Made because it was missing, and removed when nothing is in it. */
  v.object({ kind: v.literal('folder'), path: v.string() }),
]);
export type Entry = v.InferOutput<typeof Entry>;
export type ProgramEntry = Entry & { kind: 'program' };
export type ManifestEntry = Entry & { kind: 'manifest' };
export type RegistryEntry = Entry & { kind: 'registry-key' };

/** What was written where, so that uninstalling removes exactly that. */
const ReceiptFile = v.object({ version: v.literal(2), entries: v.array(Entry) });

/** What is the same thing on the machine. */
function placeOf(entry: Entry): string {
  return entry.kind === 'registry-key' ? `key ${entry.key}` : `file ${entry.path}`;
}

export class Receipt {
  readonly #machine: Machine;
  #entries: Entry[];

  /** @throws HelperError when its file was damaged */
  constructor(machine: Machine) {
    this.#machine = machine;
    this.#entries = readEntries(machine);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Before it is written: what a crash leaves half done can still be removed. */
  add(entry: Entry): void {
    const before = this.#entries.find((each) => placeOf(each) === placeOf(entry));
    const added =
      before && 'browsers' in before && 'browsers' in entry
        ? { ...entry, browsers: [...new Set([...before.browsers, ...entry.browsers])] }
        : entry;
    this.#entries = [...this.#entries.filter((each) => each !== before), added];
    this.#save();
  }

  remove(entry: Entry): void {
    this.#entries = this.#entries.filter((each) => each !== entry);
    this.#save();
  }

  /** A manifest or key stays for the other browsers that read it. False: there are none. */
  keepWithout(entry: ManifestEntry | RegistryEntry, browser: string): boolean {
    const browsers = entry.browsers.filter((each) => each !== browser);
    if (browsers.length === 0) return false;
    this.#entries = this.#entries.map((each) => (each === entry ? { ...entry, browsers } : each));
    this.#save();
    return true;
  }

  #save(): void {
    const { files, dataFolder } = this.#machine;
    const path = receiptPath(this.#machine);
    if (this.#entries.length === 0) return files.remove(path);
    const made = files
      .makeFolder(dataFolder)
      .map((each): Entry => ({ kind: 'folder', path: each }));
    this.#entries.push(...made);
    const text = JSON.stringify({ version: 2, entries: this.#entries }, null, 2);
    files.write(path, Buffer.from(`${text}\n`), 0o600);
  }
}

export function receiptPath({ path, dataFolder }: Machine): string {
  return path.join(dataFolder, 'installed.json');
}

function readEntries(machine: Machine): Entry[] {
  const path = receiptPath(machine);
  const bytes = machine.files.read(path);
  if (!bytes) return [];
  try {
    return v.parse(ReceiptFile, JSON.parse(bytes.toString('utf8'))).entries;
  } catch (cause) {
    const message = `${path} is damaged. Remove it and install again.`;
    throw new HelperError('HELPER_INSTALL', message, { cause });
  }
}
