import type { Collector } from './collector.ts';
import type { ImportFormat, LineFormat } from './format.ts';
import { frontInner } from './formats/front-inner.ts';
import { frontList } from './formats/front-list.ts';
import { ooni } from './formats/ooni.ts';
import { snowflake } from './formats/snowflake.ts';
import { torBridge } from './formats/tor-bridge.ts';
import { ImportError } from './import-error.ts';
import { readLines } from './parse.ts';

/** The first that matches a line reads it, the most particular first. */
const LINE_FORMATS: readonly LineFormat[] = [snowflake, torBridge, frontInner, ooni, frontList];

const COMMENT = /^(#|;|\/\/)/;

/**
 * Reads each line by its own format, since people paste lines of several kinds together.
 *
 * @returns the format of the first
 */
export function readLineFormats(text: string, collector: Collector): ImportFormat {
  let first: ImportFormat | undefined;
  for (const [index, untrimmed] of readLines(text).entries()) {
    const line = untrimmed.trim();
    if (line === '' || COMMENT.test(line)) continue;
    const found = LINE_FORMATS.find((format) => format.matches(line)) ?? frontList;
    first ??= found.format;
    found.read(line, index + 1, collector);
  }
  if (first === undefined) throw new ImportError('nothing-found');
  return first;
}
