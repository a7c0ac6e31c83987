import type { LineFormat } from '../format.ts';
import { ImportError } from '../import-error.ts';
import { printable } from '../printable.ts';
import { parseBridgeLine } from './bridge-line.ts';
import { lineFront } from './line-front.ts';

/** Of Snowflake's broker and peers, and of its other ways to the broker. */
const UNUSED = new Set([
  'url',
  'ampcache',
  'sqsqueue',
  'sqscreds',
  'ice',
  'utls-imitate',
  'utls-nosni',
  'fingerprint',
  'max',
]);

/** Snowflake's lines, for their fronts: `url` is a broker and no meek server, so it is not taken. */
export const snowflake: LineFormat = {
  format: 'snowflake',

  matches: (line) => /^(bridge\s+)?snowflake\s/i.test(line) || /(^|\s)fronts=/i.test(line),

  read(line, number, collector) {
    const place = { line: number };
    // A line may be the arguments alone.
    const { options } = parseBridgeLine(
      /^(bridge|snowflake)\s/i.test(line) ? line : `snowflake ${line}`,
    );
    const fronts = options.get('fronts') ?? options.get('front');
    if (fronts === undefined) {
      return collector.entry(place, () => {
        throw new ImportError('missing', place, { key: 'fronts' });
      });
    }
    for (const front of fronts.split(',')) {
      collector.entry(place, () => lineFront(front, undefined, place));
    }
    for (const key of options.keys()) {
      if (key === 'fronts' || key === 'front') continue;
      const code = UNUSED.has(key) ? 'unused-key' : 'unknown-key';
      collector.remark(code, place, { key: printable(key) });
    }
  },
};
