import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { zipOf } from './zip.ts';

const root = join(import.meta.dirname, '..', '..');

/** A file that people download, as the guide in the extension names it. */
export interface ReleaseFile {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Builds both extensions afresh and writes their zips. Returns the files' names.
 *
 * @param helpers whose checksums the guide shows
 */
export async function packExtensions(
  outFolder: string,
  version: string,
  helpers: readonly ReleaseFile[],
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-extensions-'));
  const write = async (kind: string, bytes: Buffer) => {
    const name = `frontage-${version}-${kind}.zip`;
    await writeFile(join(outFolder, name), bytes);
    return name;
  };
  try {
    const [chrome, firefox] = [join(folder, 'chrome'), join(folder, 'firefox')];
    for (const [mode, outDir] of Object.entries({ chrome, firefox })) {
      const define = { __HELPER_FILES__: JSON.stringify(helpers) };
      await build({ root, mode, define, logLevel: 'warn', build: { outDir } });
    }
    return [
      await write('chrome', await zipOf(chrome)),
      await write('chrome-store', await zipOf(chrome, await withoutKey(chrome))),
      await write('firefox', await zipOf(firefox)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The store refuses a manifest with a key, and gives the extension an id of its own. Unpacked by
 * hand it needs the key: without it the id comes from the folder, and no helper knows it.
 */
async function withoutKey(folder: string): Promise<Map<string, Buffer>> {
  const { key: _, ...manifest } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  return new Map([['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]]);
}
