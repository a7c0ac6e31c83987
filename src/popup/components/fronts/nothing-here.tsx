import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** In the place of the list: why there is nothing in it; what to do stands beneath. */
export function NothingHere({ model }: { model: PopupModel }) {
  const { fronts } = model;
  if (model.chosenProfile.value === undefined) {
    return <p class="nothing">{message('fronts_no_profile')}</p>;
  }
  if (fronts.list.value === null) return <p class="nothing">{message('fronts_waiting')}</p>;
  if (fronts.counts.value.all === 0) return <p class="nothing">{message('fronts_none')}</p>;
  return (
    <div class="nothing">
      <p>{message('fronts_no_match')}</p>
      <button type="button" class="button" onClick={() => fronts.showAll()}>
        {message('fronts_show_all')}
      </button>
    </div>
  );
}
