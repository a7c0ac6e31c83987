import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeGsettings, fakeSystemProxy } from './fake-gsettings.ts';

const MINE = { profileId: 'mine', port: 1080, takesOver: false };
const THEIRS = { profileId: 'theirs', port: 1081, takesOver: false };

let settings: FakeGsettings;
let folder: string;

beforeEach(() => {
  settings = new FakeGsettings();
  folder = mkdtempSync(join(tmpdir(), 'frontage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const journalFile = () => join(folder, 'data', 'system-proxy.json');
const shellFile = () => join(folder, 'data', 'proxy.env');

/** As another process would open it: what it knows is on the disk. */
const opened = () => fakeSystemProxy(settings, join(folder, 'data'));

function useOtherProxy(): void {
  settings.set(' mode', "'manual'");
  settings.set('.http host', "'proxy.corp.example'");
  settings.set('.http port', '3128');
  settings.set('.http use-authentication', 'true');
  settings.set(' ignore-hosts', "['*.corp.example']");
}

test('points everything at the local proxy, the switch last', async () => {
  await opened().turnOn(MINE);
  for (const kind of ['http', 'https', 'ftp', 'socks']) {
    expect(settings.get(`.${kind} host`)).toBe("'127.0.0.1'");
    expect(settings.get(`.${kind} port`)).toBe('1080');
  }
  expect(settings.get(' mode')).toBe("'manual'");
  expect(settings.changes.at(-1)?.slice(2)).toEqual(['org.gnome.system.proxy', 'mode', "'manual'"]);
});

test('what was there is on the disk before the first change', async () => {
  const before = settings.values;
  settings.beforeChange = () => {
    expect(JSON.parse(readFileSync(journalFile(), 'utf8'))).toMatchObject({ before });
  };
  await opened().turnOn(MINE);
  expect.assertions(settings.changes.length);
});

describe('another process puts back exactly what was there', () => {
  test.each([
    ['when that was no proxy', () => {}],
    ['when that was another proxy', useOtherProxy],
  ])('%s', async (_, prepare) => {
    prepare();
    const before = settings.values;
    await opened().turnOn(MINE);
    expect(settings.values).not.toEqual(before);
    expect(await opened().restore()).toBe('restored');
    expect(settings.values).toEqual(before);
    expect(opened().holder).toBeNull();
  });

  test('when the change was cut short in the middle', async () => {
    useOtherProxy();
    const before = settings.values;
    settings.beforeChange = () => {
      if (settings.changes.length === 3) throw new Error('The power is cut.');
    };
    await expect(opened().turnOn(MINE)).rejects.toThrow('The power is cut.');
    settings.beforeChange = () => {};
    expect(settings.values).not.toEqual(before);
    expect(await opened().restore()).toBe('restored');
    expect(settings.values).toEqual(before);
  });

  test('once: there is nothing to put back the second time', async () => {
    await opened().turnOn(MINE);
    await opened().restore();
    settings.set(' mode', "'auto'");
    expect(await opened().restore()).toBe('nothing');
    expect(settings.get(' mode')).toBe("'auto'");
  });
});

describe('what somebody has set meanwhile is left', () => {
  test.each([
    ['another host', '.http host', "'proxy.corp.example'"],
    ['another mode', ' mode', "'auto'"],
  ])('%s', async (_, key, value) => {
    await opened().turnOn(MINE);
    settings.set(key, value);
    const theirs = settings.values;
    expect(await opened().restore()).toBe('changed');
    expect(settings.values).toEqual(theirs);
    expect(opened().holder).toBeNull();
  });

  test('also when we are asked to point it at us again', async () => {
    await opened().turnOn(MINE);
    settings.set('.http host', "'proxy.corp.example'");
    await expect(opened().turnOn(MINE)).rejects.toMatchObject({ code: 'changed' });
    expect(settings.get('.http host')).toBe("'proxy.corp.example'");
  });

  test('and a proxy that was switched off by hand stays off, without our address', async () => {
    const before = settings.values;
    await opened().turnOn(MINE);
    settings.set(' mode', "'none'");
    expect(await opened().restore()).toBe('restored');
    expect(settings.values).toEqual(before);
  });
});

describe('a second profile', () => {
  test('is refused while the first has it', async () => {
    await opened().turnOn(MINE);
    await expect(opened().turnOn(THEIRS)).rejects.toMatchObject({ code: 'held' });
    expect(settings.get('.http port')).toBe('1080');
  });

  test('takes over when the person says so; then the original is put back', async () => {
    useOtherProxy();
    const before = settings.values;
    await opened().turnOn(MINE);
    await opened().turnOn({ ...THEIRS, takesOver: true });
    expect(settings.get('.http port')).toBe('1081');
    expect(opened().holder).toMatchObject({ profileId: 'theirs' });
    await opened().restore();
    expect(settings.values).toEqual(before);
  });
});

test('asked again, it changes nothing; on another port, it follows', async () => {
  const before = settings.values;
  const proxy = opened();
  await proxy.turnOn(MINE);
  const changesCount = settings.changes.length;
  await proxy.turnOn(MINE);
  expect(settings.changes).toHaveLength(changesCount);
  await proxy.turnOn({ ...MINE, port: 1090 });
  expect(settings.get('.socks port')).toBe('1090');
  await proxy.restore();
  expect(settings.values).toEqual(before);
});

describe('nothing is changed', () => {
  test('when the system refuses a part of it', async () => {
    const before = settings.values;
    settings.refusesFrom = 4;
    settings.beforeChange = () => {
      // It refuses once, as one locked key does.
      if (settings.changes.length === 4) queueMicrotask(() => (settings.refusesFrom = 99));
    };
    await expect(opened().turnOn(MINE)).rejects.toMatchObject({ code: 'failed' });
    expect(settings.values).toEqual(before);
    expect(opened().holder).toBeNull();
  });

  test('when the system takes everything and keeps nothing', async () => {
    settings.isForgetful = true;
    await expect(opened().turnOn(MINE)).rejects.toMatchObject({ code: 'failed' });
    expect(opened().holder).toBeNull();
  });

  test('when it cannot be written down', async () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be');
    await expect(opened().turnOn(MINE)).rejects.toMatchObject({ code: 'journal' });
    expect(settings.changes).toEqual([]);
  });

  test('when what is written down cannot be read', async () => {
    await opened().turnOn(MINE);
    writeFileSync(journalFile(), '{');
    const changesCount = settings.changes.length;
    await expect(opened().turnOn(MINE)).rejects.toMatchObject({ code: 'journal' });
    await expect(opened().restore()).rejects.toMatchObject({ code: 'journal' });
    expect(settings.changes).toHaveLength(changesCount);
  });
});

test('what could not be put back stays written down', async () => {
  await opened().turnOn(MINE);
  settings.refusesFrom = 0;
  await expect(opened().restore()).rejects.toMatchObject({ code: 'failed' });
  settings.refusesFrom = Number.POSITIVE_INFINITY;
  expect(await opened().restore()).toBe('restored');
});

test('has a file for shells while it is on', async () => {
  await opened().turnOn(MINE);
  const lines = readFileSync(shellFile(), 'utf8');
  expect(lines).toContain('export https_proxy=http://127.0.0.1:1080\n');
  expect(lines).toContain('export ALL_PROXY=socks5h://127.0.0.1:1080\n');
  expect(lines).toContain('export NO_PROXY=localhost,127.0.0.1,::1\n');
  await opened().restore();
  expect(existsSync(shellFile())).toBe(false);
});
