import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { nameOfField } from '../profile-field-names.ts';
import { RemoveButton } from './remove-button.tsx';

/** The stored profiles that cannot be read: what is wrong with each, and a way to be rid of it. */
export function InvalidProfiles({ model }: { model: PopupModel }) {
  const invalid = model.snapshot.value?.invalidProfiles ?? [];
  return invalid.map(({ id, name, field }) => (
    <section key={id} class="invalid-profile">
      <p>{message('profile_invalid', name ?? id, field === null ? '–' : nameOfField(field))}</p>
      <RemoveButton model={model} request={{ type: 'remove-profile', id }} />
    </section>
  ));
}
