import type { LineFormat } from '../format.ts';
import { lineFront } from './line-front.ts';

/** OONI's `DomainName:HostHeader`. What follows the colon is a name, so it is no port. */
export const ooni: LineFormat = {
  format: 'ooni',
  matches(line) {
    const [front, inner, more] = line.split(':');
    if (!front || inner === undefined || more !== undefined) return false;
    return /[a-z]/i.test(inner) && !/[\s/[\]]/.test(line);
  },
  read(line, number, collector) {
    const place = { line: number };
    const [front = '', innerHost] = line.split(':');
    collector.entry(place, () => lineFront(front, innerHost, place));
  },
};
