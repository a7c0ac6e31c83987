import type { LineFormat } from '../format.ts';
import { lineFront } from './line-front.ts';

/** A front per line. */
export const frontList: LineFormat = {
  format: 'front-list',
  matches: () => true,
  read(line, number, collector) {
    const place = { line: number };
    collector.entry(place, () => lineFront(line, undefined, place));
  },
};
