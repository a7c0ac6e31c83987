import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Destination,
  encodeConnect,
  encodeGreeting,
  encodeReply,
  readGreeting,
  readReply,
  readRequest,
  SocksError,
} from '../../src/tunnel/socks5.ts';
import { bytewise, readerOf } from './byte-source.ts';

const port = fc.integer({ min: 0, max: 65_535 });
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}(\.[a-z][a-z0-9-]{0,20}){0,3}$/);

/** What a server makes of our request for `destination`. */
const roundTrip = (destination: Destination) =>
  readRequest(readerOf(...bytewise(encodeConnect(destination))));

describe('a destination comes out as it went in', () => {
  test.each([
    ['an IPv4 address', fc.ipV4()],
    ['a name', name],
  ])('being %s', (_, hosts) =>
    fc.assert(
      fc.asyncProperty(hosts, port, async (host, port) => {
        const destination = { host, port };
        expect(await roundTrip(destination)).toEqual({ command: 1, destination });
      }),
    ),
  );

  test('being an IPv6 address, in its canonical form', () =>
    fc.assert(
      fc.asyncProperty(fc.ipV6(), port, async (host, port) => {
        const canonical = new URL(`http://[${host}]/`).hostname.slice(1, -1);
        const destination = { host: canonical, port };
        expect((await roundTrip({ host, port })).destination).toEqual(destination);
        expect((await roundTrip({ host: `[${host}]`, port })).destination).toEqual(destination);
      }),
    ));
});

test.each<[Destination, number[]]>([
  [{ host: '192.0.2.1', port: 443 }, [5, 1, 0, 1, 192, 0, 2, 1, 1, 187]],
  [{ host: 'a.b', port: 80 }, [5, 1, 0, 3, 3, 97, 46, 98, 0, 80]],
  [
    { host: '2001:db8::1', port: 1 },
    [5, 1, 0, 4, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1],
  ],
  [{ host: '::', port: 1 }, [5, 1, 0, 4, ...Array(16).fill(0), 0, 1]],
  [{ host: '1::', port: 1 }, [5, 1, 0, 4, 0, 1, ...Array(14).fill(0), 0, 1]],
  [{ host: '256.0.0.1', port: 1 }, [5, 1, 0, 3, 9, ...Buffer.from('256.0.0.1'), 0, 1]],
])('the request for %j is RFC 1928’s', (destination, bytes) => {
  expect([...encodeConnect(destination)]).toEqual(bytes);
});

test.each([
  ['no name', ''],
  ['a name of 256 bytes', 'n'.repeat(256)],
  ['a name of 255 letters and more bytes', `é${'n'.repeat(254)}`],
  ['a malformed IPv6 address', '1:2:3'],
  ['an address with a zone', 'fe80::1%eth0'],
  ['an address with a path after it', '::1]/['],
  ['an address with a user before it', 'user@::1'],
])('%s cannot be asked for', (_, host) => {
  const refused = expect.objectContaining({ code: 'SOCKS_PROTOCOL', reply: 8 });
  expect(() => encodeConnect({ host, port: 80 })).toThrow(refused);
});

describe('a greeting', () => {
  test('of ours offers no authentication', async () => {
    expect([...encodeGreeting()]).toEqual([5, 1, 0]);
    expect(await readGreeting(readerOf(encodeGreeting()))).toMatchObject({ offersNone: true });
  });

  test('may offer much else', async () => {
    const greeting = Uint8Array.of(5, 3, 2, 1, 0);
    expect(await readGreeting(readerOf(...bytewise(greeting)))).toMatchObject({ offersNone: true });
  });

  test.each([[[5, 1, 2]], [[5, 0]]])('%j does not offer it', async (bytes) => {
    expect(await readGreeting(readerOf(Uint8Array.from(bytes)))).toMatchObject({
      offersNone: false,
    });
  });

  test('of another version is refused', async () => {
    for (const bytes of [[4, 1, 0], [0]]) {
      const greeting = readGreeting(readerOf(Uint8Array.from(bytes)));
      await expect(greeting).rejects.toMatchObject({ code: 'SOCKS_PROTOCOL' });
    }
  });
});

describe('a request', () => {
  const named = (text: string) => [
    5,
    1,
    0,
    3,
    Buffer.byteLength(text),
    ...Buffer.from(text),
    0,
    80,
  ];

  test.each<[string, number[]]>([
    ['of another version', [4, 1, 0, 1, 127, 0, 0, 1, 0, 80]],
    ['with a reserved byte that is not 0', [5, 1, 1, 1, 127, 0, 0, 1, 0, 80]],
    ['for an empty name', named('')],
    ['for a name with a line break', named('a\r\nHost: b')],
    ['for a name with a zero byte', named('a\0b')],
    ['for a name with a space', named('a b')],
    ['for a name that is not ASCII', named('bücher.example')],
    ['for a name with a bidi override', named('a\u202eb')],
  ])('%s is refused', async (_, bytes) => {
    const reading = readRequest(readerOf(Uint8Array.from(bytes)));
    await expect(reading).rejects.toMatchObject({ name: 'SocksError', code: 'SOCKS_PROTOCOL' });
  });

  test('for an unknown type of address is refused with reply 8', async () => {
    const reading = readRequest(readerOf(Uint8Array.of(5, 1, 0, 2, 0, 0)));
    await expect(reading).rejects.toMatchObject({ code: 'SOCKS_PROTOCOL', reply: 8 });
  });

  test('with another command is passed on, for its own reply', async () => {
    const request = encodeConnect({ host: '192.0.2.1', port: 80 });
    request[1] = 2;
    expect(await readRequest(readerOf(request))).toMatchObject({ command: 2 });
  });

  test('that breaks off anywhere is an early end', async () => {
    const request = encodeConnect({ host: 'front.example', port: 80 });
    for (let length = 0; length < request.length; length++) {
      const reading = readRequest(readerOf(request.subarray(0, length)));
      await expect(reading).rejects.toMatchObject({ code: 'EARLY_END' });
    }
  });

  test('of arbitrary bytes is understood or refused, and nothing else', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (tail) => {
        const bytes = Uint8Array.of(5, 1, 0, ...tail);
        const outcome = await readRequest(readerOf(bytes)).catch((error) => error.code);
        if (typeof outcome === 'string') expect(outcome).toMatch(/^(SOCKS_PROTOCOL|EARLY_END)$/);
        else expect(outcome.destination.host).toMatch(/^[\w.:[\]-]+$/);
      }),
    ));
});

describe('a reply', () => {
  test('of success is read to its end', async () => {
    const read = readerOf(...bytewise(encodeReply(0)), Uint8Array.of(42));
    await readReply(read);
    expect([...(await read(1))]).toEqual([42]);
  });

  test.each([
    ['an IPv6 address', [5, 0, 0, 4, ...Array(16).fill(1), 0, 80]],
    ['a name', [5, 0, 0, 3, 1, 97, 0, 80]],
  ])('of success may name %s', async (_, bytes) => {
    const read = readerOf(Uint8Array.from([...bytes, 42]));
    await readReply(read);
    expect([...(await read(1))]).toEqual([42]);
  });

  test.each([
    [1, 'SOCKS_GENERAL_FAILURE'],
    [2, 'SOCKS_NOT_ALLOWED'],
    [3, 'SOCKS_NETWORK_UNREACHABLE'],
    [4, 'SOCKS_HOST_UNREACHABLE'],
    [5, 'SOCKS_CONNECTION_REFUSED'],
    [6, 'SOCKS_TTL_EXPIRED'],
    [7, 'SOCKS_COMMAND_NOT_SUPPORTED'],
    [8, 'SOCKS_ADDRESS_NOT_SUPPORTED'],
    [9, 'SOCKS_GENERAL_FAILURE'],
    [255, 'SOCKS_GENERAL_FAILURE'],
  ])('%d is %s', async (reply, code) => {
    const reading = readReply(readerOf(encodeReply(reply)));
    await expect(reading).rejects.toBeInstanceOf(SocksError);
    await expect(readReply(readerOf(encodeReply(reply)))).rejects.toMatchObject({ code, reply });
  });

  test.each([
    ['of another version', [4, 0, 0, 1, 0, 0, 0, 0, 0, 0]],
    ['with a reserved byte that is not 0', [5, 0, 1, 1, 0, 0, 0, 0, 0, 0]],
    ['with an unknown type of address', [5, 0, 0, 9, 0, 0, 0, 0, 0, 0]],
  ])('%s is not SOCKS5', async (_, bytes) => {
    const reading = readReply(readerOf(Uint8Array.from(bytes)));
    await expect(reading).rejects.toMatchObject({ code: 'SOCKS_PROTOCOL' });
  });
});
