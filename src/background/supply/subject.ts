import { UnknownProfileError } from '../commands/refusals.ts';
import type { Subject } from '../commands/subject.ts';
import type { AfterChange } from '../profiles/after-change.ts';
import type { Store } from '../store.ts';
import { importedProfile } from './imported-profile.ts';
import type { ConfirmImport, SubscriptionRequest } from './requests.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface SupplyParts {
  readonly store: Pick<Store, 'profiles' | 'saveProfile' | 'patchSettings'>;
  readonly subscriptions: Pick<
    Subscriptions,
    'statuses' | 'subscribe' | 'unsubscribe' | 'refresh' | 'allowDirect'
  >;
  readonly afterChange: Pick<AfterChange, 'restart' | 'forgetAndRestart'>;
}

/** Where fronts come from: imports, and the lists that profiles subscribe to. */
export function supplySubject(
  parts: SupplyParts,
): Subject<ConfirmImport['type'] | SubscriptionRequest['type'], 'subscriptions'> {
  const { subscriptions, afterChange } = parts;
  return {
    handlers: {
      'confirm-import': (request) => importFronts(parts, request),
      'refresh-subscription': ({ profileId, mayLeaveTunnel }) => {
        // It takes its time, and the snapshot tells how it goes.
        void subscriptions.refresh(profileId, mayLeaveTunnel).catch(() => {});
      },
      'allow-direct-refresh': ({ profileId, isAllowed }) =>
        subscriptions.allowDirect(profileId, isAllowed),
      'remove-subscription': async ({ profileId }) => {
        await subscriptions.unsubscribe(profileId);
        await afterChange.forgetAndRestart();
      },
    },
    shown: async () => ({ subscriptions: await subscriptions.statuses() }),
  };
}

async function importFronts(
  { store, subscriptions, afterChange }: SupplyParts,
  request: ConfirmImport,
): Promise<void> {
  const { profiles } = await store.profiles();
  const { into } = request;
  const named = 'profileId' in into ? into.profileId : null;
  const stored = profiles.find(({ id }) => id === named);
  const profile = importedProfile(request, stored, () => crypto.randomUUID());
  if (!profile) throw new UnknownProfileError();
  await store.saveProfile(profile);
  if (request.subscription) await subscriptions.subscribe(profile.id, request.subscription);
  await store.patchSettings({ chosenProfileId: profile.id });
  await (stored ? afterChange.forgetAndRestart() : afterChange.restart());
}
