import type { FRONTS_PORT } from '../../background/fronts/front-feed.ts';
import type { FrontRow } from '../../background/fronts/front-rows.ts';
import type { FrontList, FrontsUpdate } from '../../background/fronts/fronts-update.ts';
import { followPort } from '../follow-port.ts';

const PORT_NAME: typeof FRONTS_PORT = 'fronts';

/**
 * Follows the fronts of the profile in use, across restarts of the background's worker.
 *
 * @returns ends it
 */
export function followFronts(onList: (list: FrontList) => void): () => void {
  return followPort(PORT_NAME, () => {
    let list: FrontList | null = null;
    return (update) => {
      list = applied(list, update as FrontsUpdate);
      onList(list);
    };
  });
}

/** The rows as an update leaves them; those that it does not name are the same objects. */
export function applied(before: FrontList | null, update: FrontsUpdate): FrontList {
  const { profileId, count, changed } = update;
  const known = before?.profileId === profileId ? before.rows : [];
  const rows: FrontRow[] = known.slice(0, count);
  for (const [place, row] of changed) rows[place] = row;
  return { profileId, rows };
}
