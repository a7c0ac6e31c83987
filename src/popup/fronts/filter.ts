import type { FrontRow } from '../../background/fronts/front-rows.ts';
import type { Front } from '../../meek/fronts/front.ts';

/** Which fronts are shown, in the order of the choice. */
export const FILTERS = ['all', 'good', 'failed', 'untested', 'disabled'] as const;
export type FrontFilter = (typeof FILTERS)[number];

/** How a front is, as a person would put it; a failure is one also after its rest. */
export type FrontHealthKind = Exclude<FrontFilter, 'all'>;

export function kindOf({ state, lastFailure }: FrontRow): FrontHealthKind {
  switch (state) {
    case 'good':
    case 'disabled':
      return state;
    case 'resting':
      return 'failed';
    case 'unknown':
      return lastFailure === null ? 'untested' : 'failed';
  }
}

export function countKinds(rows: readonly FrontRow[]): Record<FrontFilter, number> {
  const counts = { all: rows.length, good: 0, failed: 0, untested: 0, disabled: 0 };
  for (const row of rows) counts[kindOf(row)] += 1;
  return counts;
}

/** Those that are of the kind, and that any of the front's names has every word of the search in. */
export function filterRows(
  rows: readonly FrontRow[],
  filter: FrontFilter,
  search: string,
): readonly FrontRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (filter === 'all' && words.length === 0) return rows;
  return rows.filter((row) => {
    if (filter !== 'all' && kindOf(row) !== filter) return false;
    const text = textOf(row);
    return words.every((word) => text.includes(word));
  });
}

/** What a search looks at, made once for each front: there may be thousands, and every key searches. */
const TEXTS = new WeakMap<Front, string>();

function textOf({ front }: FrontRow): string {
  const known = TEXTS.get(front);
  if (known !== undefined) return known;
  const { host, port, address, sni, verifyHost, innerHost, provider } = front;
  const names = [`${host}:${port}`, address, sni, verifyHost, innerHost, provider];
  const text = names.join(' ').toLowerCase();
  TEXTS.set(front, text);
  return text;
}
