/** Variable-length integers of QUIC (RFC 9000, section 16), up to 2^53 - 1. */

const TWO_BYTES_FROM = 1 << 6;
const FOUR_BYTES_FROM = 1 << 14;
const EIGHT_BYTES_FROM = 2 ** 30;

export function encodeVarint(value: number): Buffer {
  if (value < TWO_BYTES_FROM) return Buffer.from([value]);
  if (value < FOUR_BYTES_FROM) return Buffer.from([0x40 | (value >> 8), value & 0xff]);
  const bytes = Buffer.alloc(value < EIGHT_BYTES_FROM ? 4 : 8);
  if (bytes.length === 4) bytes.writeUInt32BE(value + 0x8000_0000);
  else bytes.writeBigUInt64BE(BigInt(value) | (3n << 62n));
  return bytes;
}

/** The integer at `start`, and where it ends; null while it is not all there. */
export function decodeVarint(bytes: Buffer, start: number): { value: number; end: number } | null {
  const first = bytes[start];
  if (first === undefined) return null;
  const end = start + (1 << (first >> 6));
  if (bytes.length < end) return null;
  let value = first & 0x3f;
  for (const byte of bytes.subarray(start + 1, end)) value = value * 256 + byte;
  return { value, end };
}
