import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Writes `SHA256SUMS` beside the files, as `sha256sum --check` reads it. */
export async function writeChecksums(folder: string, names: readonly string[]): Promise<void> {
  const lines = names
    .toSorted()
    .map(async (name) => `${await sha256Of(join(folder, name))}  ${name}\n`);
  await writeFile(join(folder, 'SHA256SUMS'), (await Promise.all(lines)).join(''));
}
