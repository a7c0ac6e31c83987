/** One way in which a text could stand in bytes. */
export interface Needle {
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** Of a text in base64, what is the same whatever stands before and after it. */
function base64Core(text: Buffer, precedingBytes: number, alphabet: 'base64' | 'base64url') {
  const encoded = Buffer.concat([Buffer.alloc(precedingBytes), text]).toString(alphabet);
  const endBytes = precedingBytes + text.length;
  // A character holds 6 bits: those that are shared with a neighbour are not the text's own.
  return encoded.slice(Math.ceil((precedingBytes * 8) / 6), Math.floor((endBytes * 8) / 6));
}

/** The forms in which `text` could be seen, each in bytes; case matters in none but base64. */
export function needlesOf(text: string): Needle[] {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const hex = utf8.toString('hex');
  const forms: [string, Buffer | string][] = [
    ['plain', utf8],
    ['UTF-16LE', utf16],
    ['UTF-16BE', Buffer.from(utf16).swap16()],
    ['hex', hex],
    ['percent', hex.replace(/../g, '%$&')],
    ...[0, 1, 2].flatMap((preceding): [string, string][] => [
      [`base64 at ${preceding}`, base64Core(utf8, preceding, 'base64')],
      [`base64url at ${preceding}`, base64Core(utf8, preceding, 'base64url')],
    ]),
  ];
  return forms.map(([encoding, form]) => ({ encoding, bytes: Buffer.from(form) }));
}

/** The encodings in which `text` stands in `bytes`; base64 as it is, all others in any case. */
export function encodingsOf(text: string, bytes: Buffer): string[] {
  const folded = foldCase(bytes);
  const found = needlesOf(text).filter(({ encoding, bytes: needle }) =>
    encoding.startsWith('base64') ? bytes.includes(needle) : folded.includes(foldCase(needle)),
  );
  return found.map(({ encoding }) => encoding);
}

/** ASCII in lower case; other bytes stay. */
function foldCase(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes.toString('latin1').replace(/[A-Z]+/g, (upper) => upper.toLowerCase()),
    'latin1',
  );
}
