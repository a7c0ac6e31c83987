import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { findProgram } from '../system-packages.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js');

/** Node looks for it in its own file, to know that there is a program in it. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

export interface SingleFileOptions {
  /**
   * Keep V8's compiled code too. Default false: it differs from build to build, and would save 14 ms
   * of 100 until the hello (`npm run bench -- --only 'helper-start*'`).
   */
  readonly codeCache?: boolean;
  /** Default true. */
  readonly minify?: boolean;
}

/** Writes the helper as one executable for the system and processor that this runs on. */
export async function buildSingleFile(path: string, options: SingleFileOptions = {}) {
  const { codeCache = false, minify = true } = options;
  const folder = await mkdtemp(join(tmpdir(), 'frontage-single-file-'));
  try {
    await build({
      root,
      mode: 'single-file',
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: false, minify },
    });
    const blob = join(folder, 'frontage.blob');
    const config = join(folder, 'sea.json');
    const settings = {
      main: 'frontage.cjs',
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: codeCache,
    };
    await writeFile(config, JSON.stringify(settings));
    // The paths in it end up in the executable: relative ones are everywhere the same.
    await run(process.execPath, ['--experimental-sea-config', config], { cwd: folder });
    await copyFile(process.execPath, path);
    await chmod(path, 0o755);
    await prepare(path);
    await inject(path, blob);
    await finish(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What must go before there is something in it: symbols for debuggers, Apple's signature. */
async function prepare(path: string): Promise<void> {
  if (process.platform === 'darwin') await run('codesign', ['--remove-signature', path]);
  if (process.platform === 'linux' && findProgram('strip')) await run('strip', [path]);
}

async function inject(path: string, blob: string): Promise<void> {
  const segment = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : [];
  const args = [path, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE, ...segment];
  await run(process.execPath, [postject, ...args]);
}

/** macOS starts nothing that is not signed; ad hoc is enough for the machine it was made on. */
async function finish(path: string): Promise<void> {
  if (process.platform === 'darwin') await run('codesign', ['--sign', '-', path]);
}
