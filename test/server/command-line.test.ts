import { describe, expect, test } from 'vitest';
import { CommandLineError, HELP, readCommandLine } from '../../src/server/command-line.ts';
import { formatHostPort, parseHostPort } from '../../src/server/host-port.ts';

function options(argv: string[], environment = {}) {
  const command = readCommandLine(argv, environment);
  if (command.do !== 'serve') throw new Error('not a command to serve');
  return command.options;
}

test.each([
  [':8080', { host: undefined, port: 8080 }],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['example.org:443', { host: 'example.org', port: 443 }],
  ['::1:80', undefined],
  ['[nonsense]:80', undefined],
  ['host', undefined],
  ['host:65536', undefined],
  ['http://host:80', undefined],
])('the address %j is %j', (text, expected) => {
  expect(parseHostPort(text)).toEqual(expected);
});

test('an IPv6 address is written in brackets', () => {
  expect(formatHostPort({ host: '::1', port: 80 })).toBe('[::1]:80');
  expect(formatHostPort({ host: undefined, port: 80 })).toBe(':80');
});

describe('defaults', () => {
  test("are lantern-box's, with the builtin upstream", () => {
    expect(options([])).toEqual({
      listen: { host: undefined, port: 8080 },
      admin: { host: '127.0.0.1', port: 8081 },
      upstream: 'builtin',
      path: '/',
      'max-body': 262_144,
      holdoff: 50,
      'idle-timeout': 300_000,
      window: 8_388_608,
      'max-buffered': 1_073_741_824,
      'max-request': 1_049_600,
      expiry: 120_000,
      'max-sessions': 20_000,
      'auth-token': '',
      'allow-private': false,
      'allow-loopback': false,
      resolve: [],
      'exit-address': [],
      debug: false,
    });
  });

  test('every option is in the help', () => {
    for (const name of Object.keys(options([]))) expect(HELP).toContain(`--${name}`);
  });
});

test('options are understood', () => {
  const given = options([
    ...['--listen', '127.0.0.1:0', '--upstream', 'localhost:1080', '--path', '/x'],
    ...['--max-body', '1024', '--holdoff', '1s', '--idle-timeout', '1m30s', '--admin', 'off'],
    ...['--max-sessions', '7', '--auth-token', 't', '--allow-private', '--debug'],
    ...['--resolve', 'A.example=192.0.2.1', '--resolve', 'b.example=[2001:db8::1]'],
    ...['--exit-address', '203.0.113.7', '--exit-address', '2001:db8::7'],
  ]);
  expect(given).toMatchObject({
    upstream: { host: 'localhost', port: 1080 },
    path: '/x',
    'max-body': 1024,
    holdoff: 1_000,
    'idle-timeout': 90_000,
    admin: 'off',
    'max-sessions': 7,
    'auth-token': 't',
    'allow-private': true,
    'allow-loopback': false,
    debug: true,
    resolve: [
      { name: 'a.example', address: '192.0.2.1' },
      { name: 'b.example', address: '2001:db8::1' },
    ],
    'exit-address': ['203.0.113.7', '2001:db8::7'],
  });
});

test('the token may come from the environment, and the command line wins', () => {
  const environment = { FRONTAGE_AUTH_TOKEN: 'of-the-environment' };
  expect(options([], environment)['auth-token']).toBe('of-the-environment');
  expect(options(['--auth-token', 'given'], environment)['auth-token']).toBe('given');
});

test('help and version', () => {
  expect(readCommandLine(['--help'], {})).toEqual({ do: 'help' });
  expect(readCommandLine(['--version'], {})).toEqual({ do: 'version' });
});

describe('a bad option is refused in one sentence that names it', () => {
  test.each([
    [['--holdoff', '5x'], /^--holdoff "5x" is not a duration such as .*\.$/],
    [['--holdoff', '61s'], /^--holdoff "61s" is not within/],
    [['--idle-timeout', '0'], /^--idle-timeout "0" is not within/],
    [['--listen', 'nowhere'], /^--listen "nowhere" is not HOST:PORT/],
    [['--upstream', ':1080'], /^--upstream ":1080" is neither HOST:PORT nor builtin\.$/],
    [['--upstream', 'host:0'], /^--upstream/],
    [['--path', 'x'], /^--path "x" is not an absolute path\.$/],
    [['--max-body', '0'], /^--max-body "0" is not a whole number/],
    [['--max-sessions', '1e3'], /^--max-sessions "1e3" is not a whole number/],
    [['--admin', '0.0.0.0:8081'], /^--admin "0\.0\.0\.0:8081" is not a loopback address/],
    [['--admin', ':8081'], /^--admin ":8081" is not a loopback address/],
    [
      ['--exit-address', 'a.example'],
      /^--exit-address "a.example" is neither an IP address nor off\.$/,
    ],
    [['--resolve', 'a=b'], /^--resolve "a=b" is not NAME=ADDRESS\.$/],
    [['--resolve', 'a=192.0.2.1', '--resolve', 'b'], /^--resolve "b" is not/],
    [['--nonsense'], /^Unknown option '--nonsense'\.$/],
    [['--listen'], /^Option '--listen <value>' argument missing\.$/],
    [['extra'], /^Unexpected argument 'extra'\.$/],
  ])('%j', (argv, sentence) => {
    expect(() => readCommandLine(argv, {})).toThrow(CommandLineError);
    expect(() => readCommandLine(argv, {})).toThrow(sentence);
  });

  test('a bad token is not shown', () => {
    const bad = 'se cret';
    expect(() => readCommandLine(['--auth-token', bad], {})).toThrow(
      /^--auth-token holds characters/,
    );
    expect(() => readCommandLine([], { FRONTAGE_AUTH_TOKEN: bad })).toThrow(
      /^FRONTAGE_AUTH_TOKEN holds characters/,
    );
  });
});

test.each(['127.0.0.1:1', '127.9.9.9:1', '[::1]:1', 'localhost:1'])('%s is loopback', (admin) => {
  expect(options(['--admin', admin]).admin).not.toBe('off');
});
