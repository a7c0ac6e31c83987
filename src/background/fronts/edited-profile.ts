import { enabledFronts, type Front } from '../../meek/fronts/front.ts';
import { FRONT_LIMIT } from '../../meek/fronts/import/limits.ts';
import { sameFront } from '../../meek/fronts/import/merge.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { frontKey } from '../../meek/fronts/selector/candidate.ts';
import { ImportRefusedError } from '../supply/import-refused.ts';
import { FrontRefusedError } from './front-refused.ts';
import type { FrontEdit } from './requests.ts';

/**
 * The profile as an edit leaves it. The other fronts stay where they are.
 *
 * @param listed the profile with the fronts that its subscription has brought
 * @throws FrontRefusedError, or ImportRefusedError where it is full
 */
export function editedProfile(
  profile: Profile,
  listed: Pick<Profile, 'fronts'>,
  edit: FrontEdit,
): Profile {
  switch (edit.type) {
    case 'save-front':
      return { ...profile, fronts: saved(profile.fronts, edit.front, edit.replaces) };
    case 'use-front':
      return { ...profile, fronts: used(profile.fronts, listed.fronts, edit) };
    case 'remove-front': {
      placeOf(profile.fronts, edit.key);
      return {
        ...profile,
        fronts: profile.fronts.filter((front) => frontKey(front) !== edit.key),
      };
    }
  }
}

/** Whether the tunnel would go other ways by the one than by the other. */
export function leadsElsewhere(one: readonly Front[], other: readonly Front[]): boolean {
  const [before, after] = [enabledFronts(one), enabledFronts(other)];
  if (before.length !== after.length) return true;
  return before.some((front, index) => {
    const same = after[index];
    return same === undefined || (front !== same && !sameFront(front, same));
  });
}

function saved(fronts: readonly Front[], front: Front, replaces: string | null): Front[] {
  const key = frontKey(front);
  const isTaken = fronts.some((one) => frontKey(one) === key);
  if (isTaken && key !== replaces) throw new FrontRefusedError('FRONT_EXISTS');
  return replaces === null
    ? withinLimit([...fronts, front])
    : fronts.with(placeOf(fronts, replaces), front);
}

/** A listed front that is not to be used becomes one of the profile's own: lists come and go. */
function used(
  own: readonly Front[],
  listed: readonly Front[],
  { key, isUsed }: Extract<FrontEdit, { type: 'use-front' }>,
): Front[] {
  const isOwn = own.some((one) => frontKey(one) === key);
  const fronts = isOwn ? own : listed;
  const place = placeOf(fronts, key);
  const { isDisabled: _, ...front } = fronts[place] as Front;
  const changed: Front = isUsed ? front : { ...front, isDisabled: true };
  return isOwn ? own.with(place, changed) : withinLimit([...own, changed]);
}

function placeOf(fronts: readonly Front[], key: string): number {
  const place = fronts.findIndex((one) => frontKey(one) === key);
  if (place < 0) throw new FrontRefusedError('FRONT_UNKNOWN');
  return place;
}

function withinLimit(fronts: Front[]): Front[] {
  if (fronts.length > FRONT_LIMIT) throw new ImportRefusedError('PROFILE_FULL');
  return fronts;
}
