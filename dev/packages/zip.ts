import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** The first moment that a zip can name, by the clock on the wall: zips know no time zones. */
const MTIME = new Date(1980, 0, 1);
const MODE = 0o100644;

/** The same folder gives the same bytes, whenever and wherever. */
export async function zipOf(
  folder: string,
  changed: ReadonlyMap<string, Buffer> = new Map(),
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const name of await filesIn(folder)) {
    const bytes = changed.get(name) ?? (await readFile(join(folder, name)));
    zip.addBuffer(bytes, name, { mtime: MTIME, mode: MODE, forceDosTimestamp: true });
  }
  zip.end();
  return buffer(zip.outputStream);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((name) => name.replaceAll(sep, '/'))
    .sort();
}
