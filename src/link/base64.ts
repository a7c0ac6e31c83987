/** Newer engines do this natively at GB/s; Node 24 has Buffer, which is as fast. */
interface NativeBase64 {
  toBase64?(): string;
}

interface NativeFromBase64 {
  fromBase64?(text: string): Uint8Array;
}

export function toBase64(bytes: Uint8Array): string {
  const native = (bytes as NativeBase64).toBase64;
  if (native) return native.call(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** @throws SyntaxError when the text is not base64 */
export function fromBase64(text: string): Uint8Array {
  const native = (Uint8Array as NativeFromBase64).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== expectedLength(text)) throw new SyntaxError('This is not base64.');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function expectedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
