import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import pkg from '../../../package.json' with { type: 'json' };
import { unzip } from './unzip.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const SOURCES = ['dev', 'public', 'src', 'manifest.json', 'package.json', 'vite.config.ts'];

const folder = mkdtempSync(join(tmpdir(), 'frontage-packages-'));
const [first, second] = [join(folder, 'first'), join(folder, 'second')];
const names = [
  'chrome-store.zip',
  'chrome.zip',
  'firefox.zip',
  `${process.platform}-${process.arch}`,
].map((kind) => `frontage-${pkg.version}-${kind}`);

/** `npm run package` from the sources in a folder. */
const pack = (sources: string, to: string, env: NodeJS.ProcessEnv) =>
  run(process.execPath, [join(sources, 'dev', 'package.ts'), to], {
    cwd: sources,
    env: { ...process.env, ...env },
  });

beforeAll(async () => {
  const elsewhere = join(folder, 'another checkout');
  for (const name of SOURCES) {
    cpSync(join(root, name), join(elsewhere, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
  await pack(root, first, { TZ: 'America/Lima' });
  await pack(elsewhere, second, { TZ: 'Pacific/Kiritimati' });
});

afterAll(() => rmSync(folder, { recursive: true }));

const zip = (kind: string) =>
  unzip(readFileSync(join(first, `frontage-${pkg.version}-${kind}.zip`)));
const manifestOf = (kind: string) => JSON.parse(String(zip(kind).get('manifest.json')));

test('there is what people download, and nothing else', () => {
  expect(readdirSync(first).sort()).toEqual(['SHA256SUMS', ...names].sort());
});

test.each(names)(
  '%s has the same bytes when built elsewhere, later, in another time zone',
  (name) => {
    const [one, other] = [first, second].map((each) => readFileSync(join(each, name)));
    expect(one?.length).toBeGreaterThan(50_000);
    expect(other?.equals(one as Buffer)).toBe(true);
  },
);

test('the checksums are as sha256sum reads them', async () => {
  const { stdout } = await run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: first });
  expect(stdout).toBe(names.map((name) => `${name}: OK\n`).join(''));
});

describe('an extension', () => {
  test('has the key by which Chromium gives it the id that the helper knows, but in the store', () => {
    expect(manifestOf('chrome')).toHaveProperty('key');
    const { key: _, ...others } = manifestOf('chrome');
    expect(manifestOf('chrome-store')).toEqual(others);
  });

  test('has the id that the helper knows, in Firefox', () => {
    const { gecko } = manifestOf('firefox').browser_specific_settings;
    expect(gecko.id).toBe('extension@frontage.invalid');
  });

  test.each(['chrome', 'firefox'])('of %s has the checksum of the helper beside it', (kind) => {
    const helper = names.at(-1) ?? '';
    const sha256 = createHash('sha256')
      .update(readFileSync(join(first, helper)))
      .digest('hex');
    const holders = [...zip(kind).values()].filter((bytes) => bytes.includes(sha256));
    expect(holders).toHaveLength(1);
    expect(holders[0]?.includes(helper)).toBe(true);
  });

  test.each(['chrome', 'firefox'])(
    'of %s is sorted, whole, and names no folder of ours',
    (kind) => {
      const files = zip(kind);
      expect([...files.keys()]).toEqual([...files.keys()].toSorted());
      expect([...files.keys()]).toContain('_locales/fa/messages.json');
      for (const bytes of files.values()) expect(bytes.includes(root)).toBe(false);
    },
  );
});
