import { isPopup, openInTab } from '../../frame/place.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** In the popup: shows the same view in a tab. */
export function TabButton({ model }: { model: PopupModel }) {
  if (!isPopup()) return null;
  return (
    <button type="button" class="button quiet" onClick={() => void openInTab(model.view.value)}>
      {message('open_in_tab')}
    </button>
  );
}
