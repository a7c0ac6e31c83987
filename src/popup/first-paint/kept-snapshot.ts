import * as v from 'valibot';
import type { LAST_SNAPSHOT } from '../../background/last-snapshot/last-snapshot.ts';
import type { Snapshot } from '../../background/messages.ts';
import { type Kept, keptUnder } from '../session-keeper.ts';

const KEY: typeof LAST_SNAPSHOT = 'last-snapshot';

/** The same version of the extension has written it, in memory that nobody else can reach. */
const KeptSnapshot = v.object({
  version: v.literal(__VERSION__),
  snapshot: v.custom<Snapshot>((value) => typeof value === 'object' && value !== null),
});

/** What the background said last, without secrets and long lists; it may be true no more. */
export function snapshotIn(kept: Kept): Snapshot | null {
  return keptUnder(KEY, kept, KeptSnapshot)?.snapshot ?? null;
}
