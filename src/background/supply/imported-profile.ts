import { FRONT_LIMIT } from '../../meek/fronts/import/limits.ts';
import { mergeFronts } from '../../meek/fronts/import/merge.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { ImportRefusedError } from './import-refused.ts';
import type { ConfirmImport } from './requests.ts';

/**
 * The profile as a confirmed import leaves it.
 *
 * @param stored the profile that it names; `undefined` where none has that id
 * @returns null where that profile is not there
 * @throws ImportRefusedError
 */
export function importedProfile(
  { into, fronts: imported }: ConfirmImport,
  stored: Profile | undefined,
  newId: () => string,
): Profile | null {
  if ('profileId' in into && !stored) return null;
  const fronts = mergeFronts(stored?.fronts ?? [], imported);
  if (fronts.length === 0) throw new ImportRefusedError('PROFILE_WITHOUT_FRONTS');
  if (fronts.length > FRONT_LIMIT) throw new ImportRefusedError('PROFILE_FULL');
  if (stored) return { ...stored, fronts };
  return 'server' in into ? { ...into.server, id: newId(), fronts } : null;
}
