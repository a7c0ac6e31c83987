import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeReply,
  type Parsed,
  parseGreeting,
  parseRequest,
  Reply,
  Socks5Error,
} from '../../src/server/builtin/socks5-messages.ts';

const bytes = (...values: (number | string)[]) =>
  Buffer.concat(
    values.map((value) => (typeof value === 'number' ? Buffer.from([value]) : Buffer.from(value))),
  );

/** The bytes that a refusal answers with. */
function refusal(parse: (bytes: Buffer) => unknown, message: Buffer): Buffer {
  try {
    parse(message);
  } catch (error) {
    if (error instanceof Socks5Error) return error.answer;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the greeting', () => {
  test('must offer to go without authentication', () => {
    expect(parseGreeting(bytes(5, 2, 2, 0))?.byteLength).toBe(4);
    expect(refusal(parseGreeting, bytes(5, 2, 1, 2))).toEqual(bytes(5, 0xff));
    expect(refusal(parseGreeting, bytes(5, 0))).toEqual(bytes(5, 0xff));
  });

  test('of another protocol is not answered', () => {
    for (const other of ['\x04\x01', 'GET / HTTP/1.1', '\x16\x03\x01']) {
      expect(refusal(parseGreeting, Buffer.from(other, 'latin1'))).toHaveLength(0);
    }
  });
});

describe('the request', () => {
  const name = 'example.org';
  test.each([
    ['IPv4', bytes(5, 1, 0, 1, 93, 184, 216, 34, 1, 187), '93.184.216.34'],
    ['a name', bytes(5, 1, 0, 3, name.length, name, 1, 187), name],
    ['IPv6', bytes(5, 1, 0, 4, 0x20, 1, '\0'.repeat(13), 1, 1, 187), '2001::1'],
  ])('%s (TestInbound_HandleSocks_RoutesConnect)', (_type, request, host) => {
    expect(parseRequest(request)).toEqual({
      message: { host, port: 443 },
      byteLength: request.length,
    });
  });

  test.each([
    ['RSV that is not 0 (TestSocks5ConnectSequenced_RejectsNonZeroRSV)', bytes(5, 1, 1, 1), 1],
    ['BIND (TestInbound_HandleSocks_RejectsNonConnect)', bytes(5, 2, 0, 1), 7],
    ['UDP ASSOCIATE (TestInbound_HandleSocks_RejectsNonConnect)', bytes(5, 3, 0, 1), 7],
    ['an unknown address type', bytes(5, 1, 0, 2), 8],
    ['an empty name', bytes(5, 1, 0, 3, 0, 1, 187), 1],
    ['a name with a control character', bytes(5, 1, 0, 3, 3, 'a\0b', 1, 187), 1],
    ['another version', bytes(4, 1, 0, 1), 1],
  ])('%s is refused', (_what, request, reply) => {
    expect(refusal(parseRequest, request)).toEqual(bytes(5, reply, 0, 1, '\0'.repeat(6)));
  });
});

test('byte by byte, a message is complete exactly at its end (TestSocks5ConnectSequenced_ToleratesBytewiseReads)', () => {
  const greeting = bytes(5, 3, 1, 2, 0);
  const request = bytes(5, 1, 0, 3, 11, 'example.org', 1, 187);
  const cases: [(bytes: Buffer) => Parsed<unknown> | undefined, Buffer][] = [
    [parseGreeting, greeting],
    [parseRequest, request],
  ];
  for (const [parse, message] of cases) {
    for (let length = 0; length < message.length; length++) {
      expect(parse(message.subarray(0, length))).toBeUndefined();
    }
    const followed = Buffer.concat([message, Buffer.from('what follows')]);
    expect(parse(followed)?.byteLength).toBe(message.length);
  }
});

test('whatever comes, 262 bytes are enough to decide', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 262, maxLength: 400 }), (input) => {
      for (const parse of [parseGreeting, parseRequest]) {
        try {
          expect(parse(Buffer.from(input))).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(Socks5Error);
        }
      }
    }),
  );
  const longest = bytes(5, 1, 0, 3, 255, 'a'.repeat(255), 0, 80);
  expect(parseRequest(longest)?.byteLength).toBe(262);
});

test('a reply gives away no address', () => {
  expect(encodeReply(Reply.succeeded)).toEqual(bytes(5, 0, 0, 1, '\0'.repeat(6)));
});
