/**
 * Builds everything that ships: both extensions and both programs, each as its own vite mode, and
 * the two bins, so that `npx --no-install frontage` runs them.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';
import pkg from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

for (const mode of ['chrome', 'firefox', 'helper', 'server']) {
  await build({ root, mode, logLevel: 'warn' });
}
const binFolder = join(root, 'node_modules', '.bin');
mkdirSync(binFolder, { recursive: true });
for (const [name, path] of Object.entries(pkg.bin)) {
  const target = join(root, path);
  chmodSync(target, 0o755);
  // npm links the bins of dependencies, never a package's own.
  rmSync(join(binFolder, name), { force: true });
  symlinkSync(relative(binFolder, target), join(binFolder, name));
}
