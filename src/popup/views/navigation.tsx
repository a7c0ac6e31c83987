import { NAME_OF_VIEW } from '../frame/title.ts';
import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { MAIN_VIEWS } from './view.ts';

/** Leads from each main view to the others. */
export function Navigation({ model }: { model: PopupModel }) {
  return (
    <nav class="views" aria-label={message('views_label')}>
      {MAIN_VIEWS.map((view) => (
        <button
          key={view}
          type="button"
          aria-current={model.view.value === view ? 'page' : undefined}
          onClick={() => model.show(view)}
        >
          {message(NAME_OF_VIEW[view])}
        </button>
      ))}
    </nav>
  );
}
