import * as v from 'valibot';
import { Front } from '../../meek/fronts/front.ts';
import { FRONT_LIMIT } from '../../meek/fronts/import/limits.ts';
import { Profile } from '../../meek/fronts/profile.ts';
import { Subscription } from '../../meek/fronts/subscription/subscription.ts';

const Fronts = v.pipe(v.array(Front), v.maxLength(FRONT_LIMIT));
const ProfileId = Profile.entries.id;

/** A server as an import describes it: a profile without id and fronts. */
const Server = v.omit(Profile, ['id', 'fronts']);

/**
 * What the person saw in the preview and confirmed: fronts for a profile that is there, or a server
 * with its fronts. The popup reads what is imported, since that may take a second, which the
 * worker, where the tunnel's bytes pass, does not have.
 */
export const ConfirmImport = v.object({
  type: v.literal('confirm-import'),
  into: v.union([v.object({ profileId: ProfileId }), v.object({ server: Server })]),
  /** Those that are new, and those that are known and say something else now. */
  fronts: Fronts,
  subscription: v.nullable(Subscription),
});
export type ConfirmImport = v.InferOutput<typeof ConfirmImport>;

/** What may be asked of a profile's subscription. */
export const SUBSCRIPTION_REQUESTS = [
  v.object({
    type: v.literal('refresh-subscription'),
    profileId: ProfileId,
    /** The person was told that it would be fetched outside the tunnel, and wants that. */
    mayLeaveTunnel: v.boolean(),
  }),
  v.object({
    type: v.literal('allow-direct-refresh'),
    profileId: ProfileId,
    isAllowed: v.boolean(),
  }),
  v.object({ type: v.literal('remove-subscription'), profileId: ProfileId }),
] as const;
export type SubscriptionRequest = v.InferOutput<(typeof SUBSCRIPTION_REQUESTS)[number]>;
