import { EMPTY_FRONT_DRAFT } from '../../fronts/front-draft.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { EMPTY_DRAFT } from '../../profile-draft.ts';

/** The ways to come by fronts, and to pass them on. */
export function FrontsSupply({ model }: { model: PopupModel }) {
  if (model.snapshot.value === null) return null;
  const profile = model.chosenProfile.value;
  const add = () => {
    if (profile) model.fronts.draft.value = EMPTY_FRONT_DRAFT;
    else model.edit(EMPTY_DRAFT);
  };
  return (
    <section class="buttons">
      <button type="button" class="button" onClick={add}>
        {message(profile ? 'front_add' : 'profile_add')}
      </button>
      <button type="button" id="supply-import" class="button" onClick={() => model.show('import')}>
        {message('import_open')}
      </button>
      {profile && (
        <button
          type="button"
          id="supply-export"
          class="button"
          onClick={() => model.show('export')}
        >
          {message('export_open')}
        </button>
      )}
    </section>
  );
}
