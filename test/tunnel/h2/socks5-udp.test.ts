import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUdpPacket, parseUdpPacket } from '../../../src/tunnel/socks5-udp.ts';

const host = fc.oneof(
  fc.constantFrom('a.example', 'xn--bcher-kva.example', '2001:db8::1', '::1'),
  fc.ipV4(),
);

test('what is encoded is what is parsed', () => {
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65_535 }), fc.uint8Array(), (name, port, bytes) => {
      const packet = { destination: { host: name, port }, payload: Buffer.from(bytes) };
      expect(parseUdpPacket(Buffer.from(encodeUdpPacket(packet)))).toEqual(packet);
    }),
  );
});

test('nothing that arrives makes it throw, nor a cut packet a whole one', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void parseUdpPacket(bytes)));
  const packet = encodeUdpPacket({
    destination: { host: 'a.example', port: 53 },
    payload: new Uint8Array(),
  });
  for (let length = 0; length < packet.length; length++) {
    expect(parseUdpPacket(packet.subarray(0, length))).toBeNull();
  }
});

test.each([
  ['a fragment', [0, 0, 1, 1, 192, 0, 2, 1, 0, 53, 7]],
  ['a reserved byte that is set', [0, 1, 0, 1, 192, 0, 2, 1, 0, 53, 7]],
  ['an unknown address type', [0, 0, 0, 2, 192, 0, 2, 1, 0, 53, 7]],
  ['port 0', [0, 0, 0, 1, 192, 0, 2, 1, 0, 0, 7]],
  ['a name that is none', [0, 0, 0, 3, 3, 97, 32, 98, 0, 53, 7]],
  ['an empty name', [0, 0, 0, 3, 0, 0, 53, 7]],
])('%s is dropped', (_what, bytes) => {
  expect(parseUdpPacket(Uint8Array.from(bytes))).toBeNull();
});
