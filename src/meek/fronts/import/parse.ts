import { ImportError } from './import-error.ts';
import { LINE_LIMIT_CHARACTERS } from './limits.ts';
import { checkShape, type Parsed } from './shape.ts';

export function parseJson(text: string): Parsed {
  let parsed: Parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ImportError('bad-json');
  }
  checkShape(parsed);
  return parsed;
}

/** The lines of a text, none longer than any format has. */
export function readLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  const long = lines.findIndex((line) => line.length > LINE_LIMIT_CHARACTERS);
  if (long === -1) return lines;
  throw new ImportError('line-too-long', { line: long + 1 }, { limit: LINE_LIMIT_CHARACTERS });
}
