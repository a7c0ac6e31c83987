/**
 * `npm run package [-- FOLDER]`: what people download, by default in `dist/packages`. The helper is for the system and
 * processor that this runs on; docs/RELEASE.md says how to compare two builds.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pkg from '../package.json' with { type: 'json' };
import { sha256Of, writeChecksums } from './packages/checksums.ts';
import { packExtensions } from './packages/extensions.ts';
import { buildSingleFile } from './packages/single-file.ts';

// Vite goes by it: with another value bundles have names of files in them.
process.env.NODE_ENV = 'production';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'dist', 'packages');
const suffix = process.platform === 'win32' ? '.exe' : '';
const helper = `frontage-${pkg.version}-${process.platform}-${process.arch}${suffix}`;

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await buildSingleFile(join(folder, helper));
const sha256 = await sha256Of(join(folder, helper));
const zips = await packExtensions(folder, pkg.version, [{ name: helper, sha256 }]);
await writeChecksums(folder, [...zips, helper]);
for (const name of [...zips, helper, 'SHA256SUMS']) console.log(join(folder, name));
