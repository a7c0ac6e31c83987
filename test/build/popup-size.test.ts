import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Of everything that the popup can ever load. */
const LIMIT_BYTES = 120_000;
/** Of what is read before anything is seen. */
const FIRST_LIMIT_BYTES = 80_000;

type Asset = Rolldown.OutputChunk | Rolldown.OutputAsset;

let outDir: string;
let assets: ReadonlyMap<string, Asset>;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'frontage-size-'));
  const built = await build({ root, mode: 'chrome', logLevel: 'silent', build: { outDir } });
  if (!('output' in built)) throw new RangeError('The build has no output of its own.');
  assets = new Map(built.output.map((asset) => [asset.fileName, asset]));
}, 120_000);

afterAll(() => rm(outDir, { recursive: true, force: true }));

/** The popup's chunks, with their styles; only those of the first view, or all. */
function popupFiles(which: 'first' | 'all'): Set<string> {
  const files = new Set<string>();
  const visit = (name: string): void => {
    if (files.has(name)) return;
    files.add(name);
    const asset = assets.get(name);
    if (asset?.type !== 'chunk') return;
    for (const style of asset.viteMetadata?.importedCss ?? []) files.add(style);
    for (const next of asset.imports) visit(next);
    if (which === 'all') for (const next of asset.dynamicImports) visit(next);
  };
  for (const [name, asset] of assets) {
    if (asset.type === 'chunk' && asset.facadeModuleId?.endsWith('popup/index.html')) visit(name);
  }
  return files;
}

function gzippedBytes(files: Iterable<string>): number {
  return [...files].reduce((sum, name) => {
    const asset = assets.get(name);
    const content = asset?.type === 'chunk' ? asset.code : (asset?.source ?? '');
    return sum + gzipSync(content).byteLength;
  }, 0);
}

test('what the popup reads before it paints is small', () => {
  const files = [...popupFiles('first')];
  expect(files).toContainEqual(expect.stringMatching(/\.css$/));
  const bytes = gzippedBytes(files);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(FIRST_LIMIT_BYTES);
});

test('and so is all of it, with what is read later', () => {
  const first = popupFiles('first');
  const all = popupFiles('all');
  expect(all.size).toBeGreaterThan(first.size);
  expect(gzippedBytes(all)).toBeLessThan(LIMIT_BYTES);
});
