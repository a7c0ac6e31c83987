import { QUOTE_LIMIT_CHARACTERS } from './limits.ts';

/**
 * Foreign text, safe to show among other text: its beginning, with a replacement character for
 * whatever is invisible, breaks the line or rearranges what stands around it.
 */
export function printable(text: string): string {
  const start = text.slice(0, QUOTE_LIMIT_CHARACTERS);
  return start.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
