/**
 * What `ws` looks for in the package `bufferutil`, which the build replaces by this file: a native
 * module does not go into a single file, and what `ws` falls back to takes a quarter of the agent's
 * time in a download. Not needed where Node brings `http.websocketUnmask`.
 */

const WORD_BYTES = 4;

/** XORs with the four bytes of the mask, over and over (RFC 6455, section 5.3), in place. */
export function unmask(data: Uint8Array, mask: Uint8Array): void {
  // Words can only be looked at where an address is a multiple of their size.
  const headBytes = Math.min(-data.byteOffset & (WORD_BYTES - 1), data.length);
  const wordCount = (data.length - headBytes) >>> 2;
  unmaskBytes(data, mask, 0, headBytes);
  if (wordCount > 0) {
    const words = new Int32Array(data.buffer, data.byteOffset + headBytes, wordCount);
    unmaskWords(words, maskWord(mask, headBytes));
  }
  unmaskBytes(data, mask, headBytes + wordCount * WORD_BYTES, data.length);
}

/** The same into other memory. */
export function mask(
  source: Uint8Array,
  key: Uint8Array,
  output: Uint8Array,
  offset: number,
  length: number,
): void {
  output.set(source.subarray(0, length), offset);
  unmask(output.subarray(offset, offset + length), key);
}

function unmaskBytes(data: Uint8Array, mask: Uint8Array, from: number, to: number): void {
  for (let index = from; index < to; index += 1) {
    data[index] = (data[index] as number) ^ (mask[index & 3] as number);
  }
}

function unmaskWords(words: Int32Array, mask: number): void {
  const { length } = words;
  for (let index = 0; index < length; index += 1) {
    words[index] = (words[index] as number) ^ mask;
  }
}

/** In this machine's order of bytes, beginning with the byte that meets data at `from`. */
function maskWord(mask: Uint8Array, from: number): number {
  const bytes = Uint8Array.from(
    { length: WORD_BYTES },
    (_, index) => mask[(from + index) & 3] ?? 0,
  );
  return new Int32Array(bytes.buffer)[0] as number;
}
