import * as v from 'valibot';
import { Front } from '../meek/fronts/front.ts';
import { FRONT_LIMIT } from '../meek/fronts/import/limits.ts';
import { Profile } from '../meek/fronts/profile.ts';
import { Subscription } from '../meek/fronts/subscription/subscription.ts';
import type { FrontageDb } from './db.ts';

/** Milliseconds since 1970. */
const TimeMs = v.pipe(v.number(), v.finite());

/** The last good list: what failed after it changed nothing of it. */
const GoodList = v.object({
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  expiresAtMs: TimeMs,
  fronts: v.pipe(v.array(Front), v.maxLength(FRONT_LIMIT)),
  /** Where the list said that later ones are. */
  urls: v.optional(Subscription.entries.urls),
});

/** A profile's subscription, and how far it has come. */
export const StoredSubscription = v.object({
  profileId: Profile.entries.id,
  ...Subscription.entries,
  /** The person allowed that it is fetched without the tunnel while that is off. */
  mayFetchDirectly: v.boolean(),
  list: v.nullable(GoodList),
  /** When it is to be fetched again. */
  dueAtMs: TimeMs,
  /** What the last try came to, and when; `code` is stable. */
  last: v.nullable(v.object({ code: v.pipe(v.string(), v.maxLength(40)), atMs: TimeMs })),
});
export type StoredSubscription = v.InferOutput<typeof StoredSubscription>;

/** Every stored subscription that can be read. */
export async function listSubscriptions(db: FrontageDb): Promise<StoredSubscription[]> {
  const records = await db.getAll('subscriptions');
  return records.flatMap((record) => {
    const parsed = v.safeParse(StoredSubscription, record);
    return parsed.success ? [parsed.output] : [];
  });
}

/** Stores the subscription of its profile, in the place of any earlier one. */
export async function saveSubscription(db: FrontageDb, stored: StoredSubscription): Promise<void> {
  await db.put('subscriptions', v.parse(StoredSubscription, stored));
}

export async function removeSubscription(db: FrontageDb, profileId: string): Promise<void> {
  await db.delete('subscriptions', profileId);
}
