import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { SystemProxyPlace } from '../../link/system-proxy.ts';
import { SystemProxyError } from './system-proxy-error.ts';

const Values = v.record(v.string(), v.nullable(v.string()));

/** What the system's settings were before we changed them, and what we made of them. */
const Entry = v.object({
  version: v.literal(1),
  place: SystemProxyPlace,
  /** The browser profile whose local proxy they point at. */
  profileId: v.string(),
  port: v.number(),
  /** Of the agent that changed them. */
  agentPid: v.number(),
  before: Values,
  ours: Values,
});
export type Entry = v.InferOutput<typeof Entry>;

/** One entry on disk, from before the first change until everything is put back. */
export class Journal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws SystemProxyError when there is one and it cannot be read */
  read(): Entry | null {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new SystemProxyError('journal', `${this.#path} cannot be read.`, { cause: error });
    }
    try {
      return v.parse(Entry, JSON.parse(text));
    } catch (cause) {
      const message = `${this.#path} is damaged. Look at the system's proxy settings, then remove it.`;
      throw new SystemProxyError('journal', message, { cause });
    }
  }

  /**
   * Returns once it is on the disk, whole: neither a crash nor a power cut leaves half of it.
   *
   * @throws SystemProxyError when it cannot be written
   */
  write(entry: Entry): void {
    const folder = dirname(this.#path);
    const draft = `${this.#path}.new`;
    try {
      mkdirSync(folder, { recursive: true });
      writeThrough(draft, `${JSON.stringify(entry, null, 2)}\n`);
      renameSync(draft, this.#path);
      syncFolder(folder);
    } catch (cause) {
      throw new SystemProxyError('journal', `${this.#path} cannot be written.`, { cause });
    }
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

function writeThrough(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that the new name is on the disk too; Windows opens no folders. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
