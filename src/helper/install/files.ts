import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** What installing does to a disk. Paths are absolute. */
export interface Files {
  exists(path: string): boolean;
  /** Null when there is none. @throws when it cannot be read */
  read(path: string): Buffer | null;
  /** Names in a folder; none when there is no such folder. */
  list(folder: string): string[];
  isExecutable(path: string): boolean;
  isWritable(path: string): boolean;
  /** Puts a whole file in the place of what was there, so that nobody reads half of it. */
  write(path: string, bytes: Uint8Array, mode: number): void;
  copy(from: string, to: string, mode: number): void;
  remove(path: string): void;
  /** Makes what is missing of it. Returns the folders that were made, outermost first. */
  makeFolder(path: string): string[];
  removeFolderIfEmpty(path: string): void;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export const diskFiles: Files = {
  exists: existsSync,
  read: (path) => unlessMissing(() => readFileSync(path)) ?? null,
  list: (folder) => unlessMissing(() => readdirSync(folder)) ?? [],
  isExecutable: (path) => canAccess(path, constants.X_OK),
  isWritable: (path) => canAccess(path, constants.W_OK),
  write(path, bytes, mode) {
    replace(path, (temporary) => writeFileSync(temporary, bytes), mode);
  },
  copy(from, to, mode) {
    replace(to, (temporary) => copyFileSync(from, temporary), mode);
  },
  remove: (path) => rmSync(path, { force: true }),
  makeFolder,
  removeFolderIfEmpty(path) {
    if (diskFiles.list(path).length === 0) unlessMissing(() => rmdirSync(path));
  },
};

function replace(path: string, make: (temporary: string) => void, mode: number): void {
  const temporary = `${path}.new`;
  make(temporary);
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}

function makeFolder(path: string): string[] {
  if (existsSync(path)) return [];
  const outer = makeFolder(dirname(path));
  mkdirSync(path, { recursive: true });
  return [...outer, path];
}

function canAccess(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function unlessMissing<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))) return;
    throw error;
  }
}
