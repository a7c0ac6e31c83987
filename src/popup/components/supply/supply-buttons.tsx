import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** The ways to get fronts from others, and to give them. */
export function SupplyButtons({ model }: { model: PopupModel }) {
  if (model.snapshot.value === null) return null;
  return (
    <section class="buttons">
      <button type="button" id="supply-import" class="button" onClick={() => model.show('import')}>
        {message('import_open')}
      </button>
      {model.chosenProfile.value !== undefined && (
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
