import * as v from 'valibot';
import { ImportError } from './import-error.ts';
import { printable } from './printable.ts';

/**
 * A value of the server's, as a profile holds it.
 *
 * One that cannot be used refuses the document: a profile that lacks, say, its server key because
 * that was mistyped would work, and be readable to the CDN.
 */
export function checked<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  path: string,
  key: string,
): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const text = typeof value === 'object' ? '' : printable(String(value));
  throw new ImportError('bad-value', { path }, { key: printable(key), text });
}
