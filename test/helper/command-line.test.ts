import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../src/helper/command-line.ts';

describe('understood', () => {
  test.each([
    ['', { command: 'help' }],
    ['--help', { command: 'help' }],
    ['-h', { command: 'help' }],
    ['install --help', { command: 'help' }],
    ['--version', { command: 'version' }],
    ['status', { command: 'status', json: false }],
    ['status --json', { command: 'status', json: true }],
    ['install', { command: 'install', browsers: [], all: false }],
    ['install --all', { command: 'install', browsers: [], all: true }],
    [
      'install --browser firefox --browser edge',
      { command: 'install', browsers: ['firefox', 'edge'], all: false },
    ],
    [
      'install --browser chromium --profile-dir /p',
      { command: 'install', browsers: ['chromium'], all: false, profileFolder: '/p' },
    ],
    ['uninstall', { command: 'uninstall', browsers: [] }],
    ['uninstall --browser edge', { command: 'uninstall', browsers: ['edge'] }],
    ['doctor', { command: 'doctor' }],
    ['connect --profile p', { command: 'connect', profileFile: 'p', check: false }],
    [
      'connect --profile p --port 0 --check',
      { command: 'connect', profileFile: 'p', port: 0, check: true },
    ],
    [
      'system-proxy on --port 1081 --take-over',
      { command: 'system-proxy', action: 'on', port: 1081, takesOver: true, json: false },
    ],
    [
      'system-proxy status --json',
      { command: 'system-proxy', action: 'status', takesOver: false, json: true },
    ],
  ])('frontage %s', (line, command) => {
    expect(parseCommandLine(line.split(' ').filter(Boolean))).toEqual(command);
  });
});

describe('refused in a sentence', () => {
  test.each([
    ['dance', '“dance” is not a command.'],
    ['status now', '“now” is one word too many.'],
    ['agent', '“agent” is not a command.'],
    ['install --all --browser edge', 'install takes --all or --browser, not both.'],
    ['install --all --profile-dir /p', '--profile-dir needs the one --browser that it is of.'],
    ['uninstall --browser edge --browser brave', 'uninstall takes one --browser.'],
    ['install --browser', "Option '--browser <value>' argument missing"],
    ['install --browser chromium --profile-dir=', '--profile-dir takes a folder.'],
    ['connect', 'connect needs --profile FILE.'],
    ['connect --profile p --port x', '--port takes a number from 0 to 65535.'],
    ['connect --profile p --port 65536', '--port takes a number from 0 to 65535.'],
    ['connect --profile p --port=-1', '--port takes a number from 0 to 65535.'],
    ['system-proxy', 'system-proxy takes one of: on, off, status.'],
    ['system-proxy sideways', 'system-proxy takes one of: on, off, status.'],
    ['system-proxy on now', '“now” is one word too many.'],
    ['status --loud', "Unknown option '--loud'"],
  ])('frontage %s', (line, sentence) => {
    const parse = () => parseCommandLine(line.split(' '));
    expect(parse).toThrow(sentence);
    expect(parse).toThrow(expect.objectContaining({ code: 'HELPER_USAGE' }));
  });
});
