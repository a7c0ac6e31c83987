import { checked } from '../import/checked.ts';
import { Collector } from '../import/collector.ts';
import { Fields } from '../import/fields.ts';
import { readFrontageFront } from '../import/formats/frontage-front.ts';
import { ImportError, type Refusal } from '../import/import-error.ts';
import { FRONT_LIMIT } from '../import/limits.ts';
import { mergeFronts } from '../import/merge.ts';
import { parseJson } from '../import/parse.ts';
import { indexPath } from '../import/place.ts';
import type { FrontList } from './signed-list.ts';
import { Subscription } from './subscription.ts';

const RFC_3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/**
 * Reads what was signed. A front that cannot be used is passed over, since a later version of the
 * list may have what this one does not know; a list of which nothing can be used is refused.
 *
 * @throws ImportError
 */
export function readPayload(payload: Uint8Array): { list: FrontList; refused: Refusal[] } {
  const collector = new Collector();
  const fields = new Fields(parseJson(new TextDecoder().decode(payload)), '', collector);
  const number = readNumber(fields);
  const expiresAtMs = readExpiry(fields);
  const urls = readUrls(fields);
  for (const [index, front] of (fields.list('fronts') ?? []).entries()) {
    const path = indexPath('fronts', index);
    collector.entry({ path }, () => readFrontageFront(front, path, collector));
  }
  const fronts = mergeFronts(
    [],
    collector.fronts.map(({ front }) => front),
  );
  if (fronts.length === 0) throw new ImportError('nothing-found', { path: 'fronts' });
  if (fronts.length > FRONT_LIMIT) {
    throw new ImportError('too-many-entries', { path: 'fronts' }, { limit: FRONT_LIMIT });
  }
  const list = { number, expiresAtMs, fronts, ...(urls && { urls }) };
  return { list, refused: collector.refused };
}

function readNumber(fields: Fields): number {
  const number = fields.number('number');
  if (number !== undefined && Number.isSafeInteger(number) && number > 0) return number;
  throw new ImportError('bad-value', { path: 'number' }, { key: 'number' });
}

function readExpiry(fields: Fields): number {
  const text = fields.requiredText('expires');
  const expiresAtMs = RFC_3339_UTC.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(expiresAtMs)) return expiresAtMs;
  throw new ImportError('bad-value', { path: 'expires' }, { key: 'expires' });
}

function readUrls(fields: Fields): string[] | undefined {
  const urls = fields.value('urls');
  if (urls === undefined) return undefined;
  return checked(Subscription.entries.urls, urls, 'urls', 'urls');
}
