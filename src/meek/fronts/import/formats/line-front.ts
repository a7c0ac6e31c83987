import type { Front } from '../../front.ts';
import { parseEndpoint } from '../endpoint.ts';
import { frontOf } from '../front-entry.ts';
import { ImportError } from '../import-error.ts';
import type { Place } from '../place.ts';
import { printable } from '../printable.ts';

/**
 * A front in a line of text: `host`, `host:port` or `https://host[:port]/`.
 *
 * Without a dot it is taken for a word: any text could be read as a list of hosts otherwise.
 */
export function lineFront(text: string, innerHost: string | undefined, place: Place): Front {
  if (/^http:/i.test(text)) {
    throw new ImportError('plain-http', place, { key: 'host', text: printable(text) });
  }
  const authority = text.replace(/^https:\/\//i, '').replace(/\/$/, '');
  const { host, address, port } = parseEndpoint(authority);
  if (address !== undefined) throw new ImportError('no-name-to-check', place);
  if (!host?.includes('.')) {
    throw new ImportError('bad-value', place, { key: 'host', text: printable(text) });
  }
  return frontOf({ host, port, innerHost }, place);
}
