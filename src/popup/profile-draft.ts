import * as v from 'valibot';
import type { ProfileInput } from '../background/profiles/requests.ts';
import { type Front, frontAuthority } from '../meek/fronts/front.ts';
import { Profile, UpstreamKind } from '../meek/fronts/profile.ts';
import { fieldReader } from './field-reader.ts';
import { readFronts } from './fronts-text.ts';

/** What the form holds: text as it was typed, right or wrong. */
export const ProfileDraft = v.object({
  /** `null` for a new profile. */
  id: v.nullable(v.string()),
  name: v.string(),
  innerHost: v.string(),
  path: v.string(),
  token: v.string(),
  serverPin: v.optional(v.string(), ''),
  upstream: UpstreamKind,
  /** One front per line. */
  fronts: v.string(),
});
export type ProfileDraft = v.InferOutput<typeof ProfileDraft>;

/** The sentences to show at each field that is refused. */
export type DraftErrors = Partial<Record<keyof ProfileDraft, string[]>>;

export const EMPTY_DRAFT: ProfileDraft = {
  id: null,
  name: '',
  innerHost: '',
  path: '/',
  token: '',
  serverPin: '',
  upstream: 'builtin',
  fronts: '',
};

export function draftOf(profile: Profile): ProfileDraft {
  return {
    id: profile.id,
    name: profile.name,
    innerHost: profile.innerHost,
    path: profile.path,
    token: profile.token ?? '',
    serverPin: profile.serverPin ?? '',
    upstream: profile.upstream,
    fronts: profile.fronts.map(frontAuthority).join('\n'),
  };
}

/**
 * Reads the form, or says what is wrong with it.
 *
 * `stored` is the profile that is being edited: what the form does not show is taken from it.
 */
export function readDraft(
  draft: ProfileDraft,
  stored: Profile | undefined,
): { profile: ProfileInput } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const read = fieldReader<keyof ProfileDraft>((field, sentence) => {
    errors[field] = [sentence];
  });

  const { entries } = Profile;
  const name = read('name', entries.name, draft.name, 'error_name');
  const innerHost = read('innerHost', entries.innerHost, draft.innerHost, 'error_inner_host');
  const path = read('path', entries.path, draft.path.trim() || '/', 'error_path');
  const token = read('token', entries.token, draft.token.trim() || null, 'error_token');
  const pin = draft.serverPin.trim() || null;
  const serverPin = read('serverPin', entries.serverPin, pin, 'error_server_pin');
  const fronts = readFronts(draft.fronts);
  if ('refused' in fronts) errors.fronts = fronts.refused;

  if (
    name === undefined ||
    innerHost === undefined ||
    path === undefined ||
    token === undefined ||
    serverPin === undefined ||
    'refused' in fronts
  ) {
    return { errors };
  }
  return {
    profile: {
      id: draft.id,
      name,
      innerHost,
      path,
      token,
      serverPin,
      upstream: draft.upstream,
      fronts: fronts.fronts.flatMap((front) => asStored(front, stored)),
      options: stored?.options ?? {},
    },
  };
}

/** A name may stand for several stored fronts, at other addresses, which the form does not show. */
function asStored(front: Front, stored: Profile | undefined): Front[] {
  const same = stored?.fronts.filter((one) => frontAuthority(one) === frontAuthority(front)) ?? [];
  return same.length > 0 ? same : [front];
}
