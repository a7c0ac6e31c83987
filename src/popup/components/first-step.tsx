import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { EMPTY_DRAFT } from '../profile-draft.ts';

/** The one thing to do on a fresh installation. */
export function FirstStep({ model }: { model: PopupModel }) {
  return (
    <section class="first-step">
      <h2>{message('first_title')}</h2>
      <p>{message('first_text')}</p>
      <button
        type="button"
        id="first-paste"
        class="button primary"
        onClick={() => model.show('import')}
      >
        {message('first_paste')}
      </button>
      <button
        type="button"
        id="first-by-hand"
        class="button quiet"
        onClick={() => model.edit(EMPTY_DRAFT)}
      >
        {message('first_by_hand')}
      </button>
    </section>
  );
}
