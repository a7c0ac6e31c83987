import { generate } from 'lean-qr';

/** What the largest code holds, with the least correction. */
const LIMIT_BYTES = 2_953;

/**
 * A text as a QR code (ISO/IEC 18004): rows of modules, `true` where dark, without the margin of
 * four modules that it is to be drawn with.
 *
 * @returns `undefined` where the text is longer than a code holds
 */
export function qrCode(text: string): boolean[][] | undefined {
  if (new TextEncoder().encode(text).length > LIMIT_BYTES) return undefined;
  const code = generate(text);
  const sides = Array.from({ length: code.size }, (_, index) => index);
  return sides.map((y) => sides.map((x) => code.get(x, y)));
}
