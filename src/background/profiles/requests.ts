import * as v from 'valibot';
import { Front } from '../../meek/fronts/front.ts';
import { Profile } from '../../meek/fronts/profile.ts';

/** A profile as the popup sends it: without an id it is a new one. */
export const ProfileInput = v.object({
  ...v.omit(Profile, ['id']).entries,
  id: v.optional(v.nullable(Profile.entries.id), null),
  fronts: v.pipe(v.array(Front), v.minLength(1), v.maxLength(5_000)),
});
export type ProfileInput = v.InferOutput<typeof ProfileInput>;

/** What may be asked of the stored profiles. */
export const PROFILE_REQUESTS = [
  v.object({ type: v.literal('save-profile'), profile: ProfileInput }),
  v.object({ type: v.literal('remove-profile'), id: v.string() }),
  v.object({ type: v.literal('choose-profile'), id: v.string() }),
] as const;
