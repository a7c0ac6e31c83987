import { UnknownProfileError } from '../commands/refusals.ts';
import type { Subject } from '../commands/subject.ts';
import type { Store } from '../store.ts';
import type { Subscriptions } from '../supply/subscriptions.ts';
import type { AfterChange } from './after-change.ts';

export interface ProfileParts {
  readonly store: Pick<
    Store,
    'profiles' | 'chosenProfile' | 'saveProfile' | 'removeProfile' | 'patchSettings'
  >;
  readonly subscriptions: Pick<Subscriptions, 'forget' | 'arm'>;
  readonly afterChange: Pick<AfterChange, 'restart' | 'forgetAndRestart'>;
}

/** The stored profiles, and which of them is in use. */
export function profileSubject({
  store,
  subscriptions,
  afterChange,
}: ProfileParts): Subject<
  'save-profile' | 'remove-profile' | 'choose-profile',
  'profiles' | 'invalidProfiles' | 'chosenProfileId'
> {
  return {
    handlers: {
      'save-profile': async ({ profile }) => {
        const id = profile.id ?? crypto.randomUUID();
        await store.saveProfile({ ...profile, id });
        await store.patchSettings({ chosenProfileId: id });
        await (profile.id ? afterChange.forgetAndRestart() : afterChange.restart());
      },
      'remove-profile': async ({ id }) => {
        await store.removeProfile(id);
        await subscriptions.forget(id);
        await afterChange.forgetAndRestart();
      },
      'choose-profile': async ({ id }) => {
        const { profiles } = await store.profiles();
        if (!profiles.some((profile) => profile.id === id)) throw new UnknownProfileError();
        await store.patchSettings({ chosenProfileId: id });
        await subscriptions.arm();
        await afterChange.restart();
      },
    },
    shown: async () => {
      const [stored, chosen] = await Promise.all([store.profiles(), store.chosenProfile()]);
      const { profiles, invalid: invalidProfiles } = stored;
      return { profiles, invalidProfiles, chosenProfileId: chosen?.id ?? null };
    },
  };
}
