import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const linter = join(root, 'node_modules', 'addons-linter', 'bin', 'addons-linter');

/** What `web-ext lint` and addons.mozilla.org say of an add-on. */
interface Report {
  readonly errors: readonly Finding[];
  readonly notices: readonly Finding[];
  readonly warnings: readonly Finding[];
}

interface Finding {
  readonly code: string;
  readonly file: string;
  readonly message: string;
}

let outDir: string;
let report: Report;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'frontage-lint-'));
  await build({ root, mode: 'firefox', logLevel: 'silent', build: { outDir } });
  report = await lint(outDir);
}, 120_000);

afterAll(() => rm(outDir, { recursive: true, force: true }));

/** Its exit status says only that there is an error. */
function lint(folder: string): Promise<Report> {
  const args = [linter, '--output', 'json', folder];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 2 ** 24 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch {
        reject(new Error(`The linter ended without a report: ${stderr}`));
      }
    });
  });
}

test('Mozilla’s linter finds no error in the Firefox extension', () => {
  expect(report.errors).toEqual([]);
});

test('and warns of nothing but Preact’s innerHTML, which the popup never asks for', () => {
  const { notices, warnings } = report;
  const others = [...notices, ...warnings].filter(({ code }) => code !== 'UNSAFE_VAR_ASSIGNMENT');
  expect(others).toEqual([]);
  expect(warnings.map(({ file }) => file)).toEqual([
    expect.stringMatching(/^assets\/index\.html-/),
  ]);
});
