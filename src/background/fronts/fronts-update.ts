import { sameFront } from '../../meek/fronts/import/merge.ts';
import type { FrontRow } from './front-rows.ts';

/** The rows of the profile in use. */
export interface FrontList {
  readonly profileId: string | null;
  readonly rows: readonly FrontRow[];
}

/** What has changed since the update before; the first has every row. */
export interface FrontsUpdate {
  readonly profileId: string | null;
  /** So many rows there are now. */
  readonly count: number;
  readonly changed: readonly (readonly [place: number, row: FrontRow])[];
}

/** @returns null where nothing has changed */
export function updateOf(
  before: FrontList | null,
  { profileId, rows }: FrontList,
): FrontsUpdate | null {
  const known = before?.profileId === profileId ? before.rows : [];
  const changed = rows.flatMap((row, place): FrontsUpdate['changed'] => {
    const earlier = known[place];
    return earlier && isSame(earlier, row) ? [] : [[place, row]];
  });
  if (before?.profileId === profileId && changed.length === 0 && known.length === rows.length) {
    return null;
  }
  return { profileId, count: rows.length, changed };
}

function isSame(one: FrontRow, other: FrontRow): boolean {
  return (
    one.state === other.state &&
    one.technique === other.technique &&
    one.rttMs === other.rttMs &&
    one.lastFailure === other.lastFailure &&
    one.lastOkAtMs === other.lastOkAtMs &&
    one.origin === other.origin &&
    (one.front === other.front || sameFront(one.front, other.front))
  );
}
