import { describe, expect, test } from 'vitest';
import { install } from '../../../src/helper/install/install.ts';
import type { Platform } from '../../../src/helper/install/machine.ts';
import type { HelperProgram } from '../../../src/helper/install/program.ts';
import { Receipt } from '../../../src/helper/install/receipt.ts';
import { findTarget, targetsOn } from '../../../src/helper/install/targets.ts';
import { uninstall } from '../../../src/helper/install/uninstall.ts';
import { MemoryMachine } from './memory-machine.ts';

const SCRIPT: HelperProgram = { kind: 'script', nodePath: '/n/node', path: '/f/frontage.js' };
const FILE = 'org.frontage.helper.json';

/** A machine with a helper that was downloaded, which is not the installer's to touch. */
function aMachine(platform: Platform, version = '1.0.0') {
  const machine = new MemoryMachine(platform);
  const path = machine.path.join(machine.home, 'Downloads', 'frontage-download');
  const download = (content: string): HelperProgram => {
    machine.put(path, content, 0o755);
    return { kind: 'single-file', path, version };
  };
  const helper = download(`program ${version}`);
  const installFor = (browser: string, program: HelperProgram = helper): string[] => {
    const wrote: string[] = [];
    install(machine, findTarget(targetsOn(machine), browser), program, (what) => wrote.push(what));
    return wrote;
  };
  const written = () => machine.paths.filter((each) => each !== path);
  const manifestIn = (folder: string) =>
    JSON.parse(machine.text(machine.path.join(folder, FILE)) ?? 'null');
  return { machine, helper, download, installFor, written, manifestIn };
}

describe('a single file', () => {
  test('is copied, so that the download may be deleted, and is what the manifest names', () => {
    const { machine, installFor, manifestIn, written } = aMachine('linux');
    const wrote = installFor('chrome');
    const folder = '/home/someone/.config/google-chrome/NativeMessagingHosts';
    const program = manifestIn(folder).path;
    expect(program).toMatch(
      /^\/home\/someone\/\.local\/share\/frontage\/versions\/1\.0\.0-[0-9a-f]{8}\/frontage$/,
    );
    expect(machine.text(program)).toBe('program 1.0.0');
    expect(machine.isExecutable(program)).toBe(true);
    expect(wrote).toEqual([program, `${folder}/${FILE}`]);
    expect(written()).toEqual(
      [...wrote, '/home/someone/.local/share/frontage/installed.json'].sort(),
    );
  });

  test('of another version is put beside, and the older goes when no manifest names it', () => {
    const { machine, installFor, download } = aMachine('linux');
    installFor('chrome');
    installFor('firefox');
    const programs = () => machine.paths.filter((path) => path.endsWith('/frontage'));
    const [old = ''] = programs();
    const newer = { ...download('program 2'), version: '2.0.0' } as HelperProgram;
    installFor('chrome', newer);
    expect(programs()).toEqual([old, expect.stringContaining('/2.0.0-')]);
    installFor('firefox', newer);
    expect(programs()).toEqual([expect.stringContaining('/2.0.0-')]);
    expect(machine.exists(machine.path.dirname(old))).toBe(false);
  });

  test('that still runs, and so cannot be removed, is removed another time', () => {
    const { machine, installFor, download } = aMachine('win32');
    installFor('edge');
    const old = machine.paths.find((path) => path.endsWith('\\frontage.exe')) ?? '';
    machine.inUse.add(old);
    const newer = { ...download('program 2'), version: '2.0.0' } as HelperProgram;
    installFor('edge', newer);
    expect(machine.exists(old)).toBe(true);
    machine.inUse.clear();
    installFor('edge', newer);
    expect(machine.exists(old)).toBe(false);
  });

  test('lies beside the manifest of a Flatpak, which sees nothing else', () => {
    const { installFor, manifestIn, machine } = aMachine('linux');
    installFor('firefox-flatpak');
    const folder = '/home/someone/.var/app/org.mozilla.firefox/.mozilla/native-messaging-hosts';
    const program = manifestIn(folder).path;
    expect(machine.path.dirname(program)).toBe(folder);
    expect(machine.text(program)).toBe('program 1.0.0');
  });
});

test('a script stays where it is, and a launcher names it and its Node', () => {
  const { installFor, manifestIn, machine } = aMachine('linux');
  installFor('firefox', SCRIPT);
  const launcher = manifestIn('/home/someone/.mozilla/native-messaging-hosts').path;
  expect(machine.text(launcher)).toBe(`#!/bin/sh\nexec '/n/node' '/f/frontage.js' "$@"\n`);
});

test('a Flatpak has no Node, and is told so before anything is written', () => {
  const { installFor, written } = aMachine('linux');
  expect(() => installFor('chrome-flatpak', SCRIPT)).toThrow('sees no Node outside its sandbox');
  expect(written()).toEqual([]);
});

describe('on Windows', () => {
  const data = 'C:\\Users\\someone\\AppData\\Local\\Frontage';

  test('the registry names the manifest, and the manifest an .exe', () => {
    const { machine, installFor, manifestIn } = aMachine('win32');
    installFor('brave');
    const folder = `${data}\\manifests\\chromium`;
    expect(machine.commands).toEqual(
      ['BraveSoftware\\Brave-Browser', 'Google\\Chrome'].map(
        (product) =>
          `reg.exe add HKCU\\Software\\${product}\\NativeMessagingHosts\\org.frontage.helper /ve /t REG_SZ /d ${folder}\\${FILE} /f`,
      ),
    );
    expect(manifestIn(folder).path).toMatch(/\\versions\\1\.0\.0-[0-9a-f]{8}\\frontage\.exe$/);
  });

  test('a script is started by a .bat', () => {
    const { machine, installFor } = aMachine('win32');
    installFor('firefox', { kind: 'script', nodePath: 'C:\\n\\node.exe', path: 'C:\\f\\f.js' });
    expect(machine.text(`${data}\\frontage-host.bat`)).toBe(
      '@echo off\r\n"C:\\n\\node.exe" "C:\\f\\f.js" %*\r\n',
    );
  });

  test('a key that another program has taken since is left, and named', () => {
    const { machine, installFor } = aMachine('win32');
    installFor('firefox');
    const key = 'HKCU\\Software\\Mozilla\\NativeMessagingHosts\\org.frontage.helper';
    machine.registry.set(key, 'C:\\other.json');
    expect(uninstall(machine, null).left).toEqual([key]);
    expect(machine.registry.get(key)).toBe('C:\\other.json');
  });

  test('a refusal of the registry is an error', () => {
    const { machine, installFor } = aMachine('win32');
    machine.run = () => ({ status: 5, stdout: '' });
    expect(() => installFor('chrome')).toThrow(/reg\.exe did not write HKCU\\Software\\Google/);
  });
});

describe.each([
  ['linux', ['chrome', 'firefox', 'opera', 'brave-flatpak']],
  ['darwin', ['chrome', 'brave', 'zen']],
  ['win32', ['chrome', 'brave', 'firefox', 'zen']],
] as const)('uninstalling on %s', (platform, browsers) => {
  test('leaves the machine as it was', () => {
    const { machine, installFor, written } = aMachine(platform);
    const before = [...machine.folders].sort();
    for (const browser of browsers) installFor(browser);
    expect(written().length).toBeGreaterThan(2);
    const { removed, left } = uninstall(machine, null);
    expect(left).toEqual([]);
    expect(removed.length).toBeGreaterThan(2);
    expect(written()).toEqual([]);
    expect(machine.registry.size).toBe(0);
    expect([...machine.folders].sort()).toEqual(before);
  });

  test('one browser after the other does too, and keeps what the others need', () => {
    const { machine, installFor, written } = aMachine(platform);
    for (const browser of browsers) installFor(browser);
    for (const browser of browsers) {
      expect(new Receipt(machine).entries.some((each) => each.kind === 'program')).toBe(true);
      uninstall(machine, browser);
    }
    expect(written()).toEqual([]);
    expect(machine.registry.size).toBe(0);
  });
});

test('a place that two browsers read is kept while one of them needs it', () => {
  const { machine, installFor } = aMachine('linux');
  installFor('chrome');
  installFor('opera');
  const shared = `/home/someone/.config/google-chrome/NativeMessagingHosts/${FILE}`;
  expect(uninstall(machine, 'chrome').removed).toEqual([]);
  expect(machine.exists(shared)).toBe(true);
  expect(uninstall(machine, 'opera').removed).toContain(shared);
});

test('a manifest that somebody changed since is left, and named', () => {
  const { machine, installFor } = aMachine('linux');
  const [, manifest = ''] = installFor('chrome');
  machine.put(manifest, '{}');
  expect(uninstall(machine, null).left).toEqual([manifest]);
  expect(machine.text(manifest)).toBe('{}');
  expect(uninstall(machine, null)).toMatchObject({ removed: [], left: [] });
});

test('what others keep in a folder of ours stays, with the folder', () => {
  const { machine, installFor } = aMachine('linux');
  installFor('firefox');
  machine.put('/home/someone/.mozilla/native-messaging-hosts/org.other.json');
  uninstall(machine, null);
  expect(machine.exists('/home/someone/.mozilla/native-messaging-hosts/org.other.json')).toBe(true);
  expect(machine.exists('/home/someone/.local/share/frontage')).toBe(false);
});

test('what a crash left half written is in the receipt', () => {
  const { machine, installFor } = aMachine('linux');
  const write = machine.write.bind(machine);
  machine.write = (path, bytes, mode) => {
    if (path.endsWith(FILE)) throw new Error('The disk is full.');
    write(path, bytes, mode);
  };
  expect(() => installFor('chrome')).toThrow('full');
  machine.write = write;
  expect(uninstall(machine, null).left).toEqual([]);
  expect(machine.paths).toEqual([expect.stringContaining('Downloads')]);
});
