import type { LineFormat } from '../format.ts';
import { lineFront } from './line-front.ts';

/** `front inner`: a front and the name by which its CDN routes to the server. */
export const frontInner: LineFormat = {
  format: 'front-inner',
  matches: (line) => /^\S+\s+\S+$/.test(line),
  read(line, number, collector) {
    const place = { line: number };
    const [front = '', innerHost] = line.split(/\s+/);
    collector.entry(place, () => lineFront(front, innerHost, place));
  },
};
