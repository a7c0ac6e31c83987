import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ensureSystemPackages, findProgram } from '../../dev/system-packages.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'frontage-path-'));
  vi.stubEnv('PATH', directory);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

function install(name: string, script = '', mode = 0o755): Promise<void> {
  return writeFile(join(directory, name), `#!/bin/sh\n${script}\n`, { mode });
}

test('finds a program in PATH', async () => {
  await install('curl');
  expect(findProgram('curl')).toBe(join(directory, 'curl'));
});

test('a file that cannot be run is no program', async () => {
  await install('curl', '', 0o644);
  expect(findProgram('curl')).toBeUndefined();
});

test('has nothing to do when all is there, under either name', async () => {
  await install('curl');
  await install('firefox-esr');
  await expect(ensureSystemPackages(['curl', 'firefox'])).resolves.toBeUndefined();
});

test('says how to install what is missing where it cannot', async () => {
  const print = vi.spyOn(console, 'error').mockReturnValue();
  await install('curl');
  await expect(ensureSystemPackages(['certutil', 'curl', 'firefox'])).rejects.toMatchObject({
    code: 'SYSTEM_PACKAGES_MISSING',
  });
  expect(print).toHaveBeenCalledWith('sudo apt-get install libnss3-tools firefox-esr');
});

test('also what a program is of no use without', async () => {
  const print = vi.spyOn(console, 'error').mockReturnValue();
  await expect(ensureSystemPackages(['gsettings'])).rejects.toThrow('gsettings');
  const packages = 'libglib2.0-bin gsettings-desktop-schemas dconf-gsettings-backend';
  expect(print).toHaveBeenCalledWith(`sudo apt-get install ${packages}`);
});

test('and how to stop what Debian starts with it', async () => {
  const print = vi.spyOn(console, 'error').mockReturnValue();
  await expect(ensureSystemPackages(['caddy', 'curl'])).rejects.toMatchObject({
    code: 'SYSTEM_PACKAGES_MISSING',
  });
  expect(print.mock.calls).toEqual([
    ['sudo apt-get install caddy curl'],
    ['sudo systemctl disable --now caddy'],
  ]);
});

test('says so when apt-get fails', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  await install('apt-get', 'exit 100');
  await expect(ensureSystemPackages(['caddy'])).rejects.toMatchObject({
    code: 'SYSTEM_PACKAGES_INSTALL_FAILED',
    message: 'apt-get update failed with exit status 100.',
  });
});

test('installs as root', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(process, 'getuid').mockReturnValue(0);
  await install(
    'apt-get',
    `[ "$*" = update ] && exit 0
    [ "$*" = 'install -y --no-install-recommends microsocks' ] || exit 2
    [ "$DEBIAN_FRONTEND" = noninteractive ] || exit 3
    echo '#!/bin/sh' > '${directory}/microsocks'
    /bin/chmod 755 '${directory}/microsocks'`,
  );
  await expect(ensureSystemPackages(['microsocks'])).resolves.toBeUndefined();
});
