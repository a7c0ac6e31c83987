import type { Profile } from '../../meek/fronts/profile.ts';
import { frontKey } from '../../meek/fronts/selector/candidate.ts';
import type { HealthNotebook } from '../health-notebook.ts';
import type { RouteNotebook } from '../route-notebook.ts';
import type { Store } from '../store.ts';
import type { Subscriptions } from '../supply/subscriptions.ts';
import { editedProfile, leadsElsewhere } from './edited-profile.ts';
import { namesHostsOf } from './known-hosts.ts';
import type { FrontEdit } from './requests.ts';

export interface FrontEditorParts {
  readonly store: Pick<Store, 'profiles' | 'chosenProfile' | 'saveProfile'>;
  readonly subscriptions: Pick<Subscriptions, 'withListed'>;
  readonly notebook: Pick<RouteNotebook, 'forget'>;
  readonly healthNotebook: Pick<HealthNotebook, 'keepOnly'>;
}

/** What an edit came to. */
export type EditOutcome = 'profile-unknown' | 'as-before' | 'leads-elsewhere';

/** Changes single fronts of a stored profile. */
export class FrontEditor {
  readonly #parts: FrontEditorParts;

  constructor(parts: FrontEditorParts) {
    this.#parts = parts;
  }

  /**
   * @returns whether the profile in use leads elsewhere now
   * @throws FrontRefusedError, ImportRefusedError or StorageError; then nothing has changed
   */
  async carryOut(edit: FrontEdit): Promise<EditOutcome> {
    const { store, subscriptions } = this.#parts;
    const { profiles } = await store.profiles();
    const before = profiles.find(({ id }) => id === edit.profileId);
    if (!before) return 'profile-unknown';
    const listedBefore = await subscriptions.withListed(before);
    const after = editedProfile(before, listedBefore, edit);
    await store.saveProfile(after);
    await this.#forgetGone(before, after);
    if ((await store.chosenProfile())?.id !== after.id) return 'as-before';
    const listedAfter = await subscriptions.withListed(after);
    return leadsElsewhere(listedBefore.fronts, listedAfter.fronts)
      ? 'leads-elsewhere'
      : 'as-before';
  }

  /** What was learnt of a front names its host, which may be in no profile any more. */
  async #forgetGone(before: Profile, after: Profile): Promise<void> {
    const kept = new Set(after.fronts.map(frontKey));
    if (before.fronts.every((front) => kept.has(frontKey(front)))) return;
    const { store, subscriptions, notebook, healthNotebook } = this.#parts;
    const { profiles } = await store.profiles();
    const listed = await Promise.all(profiles.map((each) => subscriptions.withListed(each)));
    await notebook.forget();
    await healthNotebook.keepOnly(namesHostsOf(listed));
  }
}
