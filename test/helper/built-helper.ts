import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { removeSandboxes } from './sandbox.ts';

const root = join(import.meta.dirname, '..', '..');

/** Builds the helper as it ships, for the tests of one file. Returns where it will be. */
export function builtHelper(): string {
  const outDir = mkdtempSync(join(tmpdir(), 'frontage-built-'));
  beforeAll(() => build({ root, mode: 'helper', logLevel: 'silent', build: { outDir } }));
  afterAll(() => {
    removeSandboxes();
    rmSync(outDir, { recursive: true, force: true });
  });
  return join(outDir, 'frontage.js');
}
