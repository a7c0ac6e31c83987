import { describe, expect, test } from 'vitest';
import { diagnose, type Tried } from '../../../src/helper/diagnosis/doctor.ts';
import { findManifests } from '../../../src/helper/diagnosis/manifests.ts';
import { hostManifest } from '../../../src/helper/install/host-manifest.ts';
import { install } from '../../../src/helper/install/install.ts';
import { findTarget, targetsOn } from '../../../src/helper/install/targets.ts';
import { MemoryMachine } from '../install/memory-machine.ts';

const WELL: Tried = { agent: { kind: 'absent' }, takenPort: null };
const FILE = 'org.frontage.helper.json';
const CHROME = `/home/someone/.config/google-chrome/NativeMessagingHosts/${FILE}`;
const CHROME_SYSTEM = `/etc/opt/chrome/native-messaging-hosts/${FILE}`;

function installed(machine: MemoryMachine, ...browsers: string[]): MemoryMachine {
  const path = machine.path.join(machine.home, 'download');
  machine.put(path, 'program', 0o755);
  for (const browser of browsers) {
    const target = findTarget(targetsOn(machine), browser);
    install(machine, target, { kind: 'single-file', path, version: '1.0.0' }, () => {});
  }
  return machine;
}

const onLinux = (...browsers: string[]) => installed(new MemoryMachine('linux'), ...browsers);

const find = (machine: MemoryMachine) => findManifests(machine, targetsOn(machine));
const faults = (machine: MemoryMachine, tried = WELL) =>
  diagnose(machine, tried).filter(({ isFault }) => isFault);
const notes = (machine: MemoryMachine, tried = WELL) =>
  diagnose(machine, tried).filter(({ isFault }) => !isFault);

test('what is well has no fault and no note', () => {
  expect(diagnose(onLinux('chrome'), WELL)).toEqual([]);
  expect(find(onLinux('chrome'))).toEqual([
    {
      path: CHROME,
      registryKey: null,
      scope: 'user',
      family: 'chromium',
      browsers: ['chrome', 'opera'],
      starts: expect.stringMatching(/\/versions\/1\.0\.0-[0-9a-f]{8}\/frontage$/),
      problem: null,
      owner: 'ours',
      shadows: null,
    },
  ]);
});

describe('a manifest', () => {
  const manifest = (changes: object) =>
    JSON.stringify({ ...JSON.parse(hostManifest('chromium', '/bin/frontage')), ...changes });

  test.each([
    ['no JSON', '{', 'not-a-manifest'],
    ['without a path', '{"name":"org.frontage.helper","type":"stdio"}', 'not-a-manifest'],
    ['of another name', manifest({ name: 'org.other' }), 'other-name'],
    ['with other extensions', manifest({ allowed_origins: [] }), 'not-admitted'],
    ['of a program that is gone', manifest({ path: '/gone' }), 'program-missing'],
    ['with a relative path', manifest({ path: 'frontage' }), 'program-missing'],
    ['of a text', manifest({ path: '/text' }), 'program-not-executable'],
  ])('%s', (_what, text, problem) => {
    const machine = onLinux('chrome');
    machine.put('/bin/frontage', '', 0o755);
    machine.put('/text');
    machine.put(CHROME, text);
    expect(find(machine)).toMatchObject([{ problem, owner: 'changed' }]);
    expect(faults(machine)).toMatchObject([
      {
        about: 'Chrome',
        what: expect.stringContaining(`${CHROME}: the `),
        remedy: 'frontage install --browser chrome',
      },
    ]);
  });

  test('that cannot be read', () => {
    const machine = onLinux('chrome');
    machine.unreadable.add(CHROME);
    expect(find(machine)).toMatchObject([{ problem: 'unreadable' }]);
  });

  test('of Firefox is not one of Chromium', () => {
    const machine = onLinux('firefox');
    const path = `/home/someone/.mozilla/native-messaging-hosts/${FILE}`;
    machine.put('/bin/frontage', '', 0o755);
    machine.put(path, hostManifest('chromium', '/bin/frontage'));
    expect(find(machine)).toMatchObject([{ problem: 'not-admitted' }]);
  });

  test('of the user hides that of the system, and is a fault only when it is stale', () => {
    const machine = onLinux('chrome');
    machine.put('/opt/frontage', '', 0o755);
    machine.put(CHROME_SYSTEM, hostManifest('chromium', '/opt/frontage'));
    expect(find(machine)).toMatchObject([
      { path: CHROME, shadows: CHROME_SYSTEM },
      { path: CHROME_SYSTEM, scope: 'system', owner: 'other', shadows: null, problem: null },
    ]);
    expect(faults(machine)).toEqual([]);
    machine.put(CHROME, hostManifest('chromium', '/gone'));
    expect(faults(machine)[0]?.what).toContain(`It hides ${CHROME_SYSTEM}.`);
  });

  test('of another installation is named with what it starts', () => {
    const machine = new MemoryMachine('linux');
    machine.put('/other/frontage', '', 0o755);
    machine.put(CHROME, hostManifest('chromium', '/other/frontage'));
    expect(find(machine)).toMatchObject([{ owner: 'other', starts: '/other/frontage' }]);
    expect(notes(machine)[0]?.what).toContain('another installation, and starts /other/frontage');
  });

  test('of Windows is found by the keys of user and system', () => {
    const machine = installed(new MemoryMachine('win32'), 'chrome');
    const key = 'Software\\Google\\Chrome\\NativeMessagingHosts\\org.frontage.helper';
    machine.put('C:\\old\\m.json', hostManifest('chromium', 'C:\\old\\gone.exe'));
    machine.registry.set(`HKLM\\${key}`, 'C:\\old\\m.json');
    expect(find(machine)).toMatchObject([
      { registryKey: `HKCU\\${key}`, owner: 'ours', problem: null, shadows: 'C:\\old\\m.json' },
      { registryKey: `HKLM\\${key}`, owner: 'other', problem: 'program-missing' },
    ]);
  });
});

describe('a fault', () => {
  test('is that nothing is installed, though there are browsers', () => {
    const machine = new MemoryMachine('linux');
    machine.put('/home/someone/.config/vivaldi/x');
    expect(faults(machine)).toMatchObject([{ what: 'No browser may start the helper yet.' }]);
  });

  test('is a folder that cannot be written', () => {
    const machine = onLinux('chrome');
    machine.isReadOnly = true;
    expect(faults(machine)).toMatchObject([{ about: 'Folder' }]);
  });

  test('is an agent that does not answer', () => {
    const agent = { kind: 'broken', reason: 'It does not answer.' } as const;
    expect(faults(onLinux('chrome'), { ...WELL, agent })).toMatchObject([
      { about: 'Agent', what: 'The agent does not work: It does not answer.' },
    ]);
  });

  test.each([
    [{ NativeMessagingBlocklist: ['*'] }, 'forbids this helper'],
    [{ NativeMessagingBlocklist: ['org.frontage.helper'] }, 'forbids this helper'],
    [{ NativeMessagingUserLevelHosts: false }, 'forbids helpers that are not'],
  ])('is a policy %j', (policy, sentence) => {
    const machine = onLinux('chrome', 'firefox');
    machine.put('/etc/opt/chrome/policies/managed/a.json', JSON.stringify(policy));
    const found = faults(machine).filter(({ about }) => about === 'Chrome');
    expect(found).toMatchObject([{ what: expect.stringContaining(sentence) }]);
    expect(faults(machine)).toEqual(found);
  });

  test.each([
    '{',
    '{"NativeMessagingBlocklist":["org.other"]}',
    '{"NativeMessagingBlocklist":["*"],"NativeMessagingAllowlist":["org.frontage.helper"]}',
  ])('is not a policy %s', (text) => {
    const machine = onLinux('chrome');
    machine.put('/etc/opt/chrome/policies/managed/a.json', text);
    expect(faults(machine)).toEqual([]);
  });

  test('is a policy of Windows’ registry', () => {
    const machine = installed(new MemoryMachine('win32'), 'edge');
    const key = 'HKLM\\Software\\Policies\\Microsoft\\Edge\\NativeMessagingBlocklist';
    machine.registry.set(key, '*');
    expect(faults(machine)).toMatchObject([
      { about: 'Edge', what: expect.stringContaining('forbids this helper: HKLM\\') },
    ]);
  });
});

describe('a note', () => {
  test('is a port that another program has, but not when that is the agent', () => {
    const running = { kind: 'running', version: '1.0.0', pid: 1 } as const;
    const machine = onLinux('chrome');
    expect(notes(machine, { ...WELL, takenPort: 1080 })).toMatchObject([{ about: 'Port' }]);
    expect(notes(machine, { agent: running, takenPort: 1080 })).toEqual([]);
  });

  test('is a configuration folder that the browser may not share', () => {
    const machine = installed(new MemoryMachine('linux', { XDG_CONFIG_HOME: '/c' }), 'chrome');
    expect(notes(machine)[0]?.what).toContain('XDG_CONFIG_HOME is set');
  });

  test('is a folder that Firefox does not read', () => {
    const machine = onLinux('firefox');
    machine.put('/home/someone/.config/mozilla/native-messaging-hosts/x.json');
    expect(notes(machine)[0]?.what).toMatch(/\.config\/mozilla\/.* is not read by Firefox/);
  });

  test('is a browser in a sandbox', () => {
    expect(
      notes(onLinux('brave-flatpak'))
        .map(({ what }) => what)
        .join(),
    ).toContain('runs inside');
    const snap = onLinux('chrome');
    snap.put('/home/someone/snap/chromium/x');
    expect(
      notes(snap)
        .map(({ what }) => what)
        .join(),
    ).toContain('cannot start helpers');
  });
});
