import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { draftOf, EMPTY_DRAFT } from '../profile-draft.ts';

/** The chosen profile, and the ways to choose, change and add one. */
export function ProfilePicker({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  const chosen = model.chosenProfile.value;
  if (snapshot === null) return null;
  return (
    <section class="profiles">
      {snapshot.profiles.length > 0 && <ChosenProfile model={model} />}
      <div class="buttons">
        {chosen !== undefined && (
          <button
            type="button"
            id="profile-edit"
            class="button"
            onClick={() => model.edit(draftOf(chosen))}
          >
            {message('profile_edit')}
          </button>
        )}
        <button
          type="button"
          id="profile-add"
          class="button"
          onClick={() => model.edit(EMPTY_DRAFT)}
        >
          {message('profile_add')}
        </button>
      </div>
    </section>
  );
}

function ChosenProfile({ model }: { model: PopupModel }) {
  const profiles = model.snapshot.value?.profiles ?? [];
  const chosen = model.chosenProfile.value;
  if (profiles.length === 1 && chosen !== undefined) {
    return (
      <p class="field">
        <span class="label">{message('profile')}</span>
        <bdi class="only-profile">{chosen.name}</bdi>
      </p>
    );
  }
  return (
    <p class="field">
      <label class="label" for="profile">
        {message('profile')}
      </label>
      <select
        id="profile"
        value={chosen?.id ?? ''}
        onChange={(event) =>
          void model.ask({ type: 'choose-profile', id: event.currentTarget.value })
        }
      >
        {chosen === undefined && (
          <option value="" disabled>
            {message('profile_choose')}
          </option>
        )}
        {profiles.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </p>
  );
}
