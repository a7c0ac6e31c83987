import * as v from 'valibot';
import { Front } from '../../meek/fronts/front.ts';
import { Profile } from '../../meek/fronts/profile.ts';

const ProfileId = Profile.entries.id;

/** As `frontKey` has it. */
const FrontKey = v.pipe(v.string(), v.maxLength(1_000));

/** Adds a front, or puts it in the place of the one with the key `replaces`. */
const SaveFront = v.object({
  type: v.literal('save-front'),
  profileId: ProfileId,
  front: Front,
  replaces: v.nullable(FrontKey),
});

/** Has a front used, or kept and used by nothing; also one that a subscription's list has brought. */
const UseFront = v.object({
  type: v.literal('use-front'),
  profileId: ProfileId,
  key: FrontKey,
  isUsed: v.boolean(),
});

const RemoveFront = v.object({
  type: v.literal('remove-front'),
  profileId: ProfileId,
  key: FrontKey,
});

export const FRONT_EDITS = [SaveFront, UseFront, RemoveFront] as const;
export type FrontEdit = v.InferOutput<(typeof FRONT_EDITS)[number]>;

/** What may be asked about the fronts of the profile in use; the snapshots tell how far a test is. */
export const FRONT_TESTS = [
  /** Test all of them. */
  v.object({ type: v.literal('vet-fronts') }),
  v.object({ type: v.literal('vet-front'), key: FrontKey }),
  v.object({ type: v.literal('stop-vetting') }),
] as const;
export type FrontTest = v.InferOutput<(typeof FRONT_TESTS)[number]>;
