import { type MessageKey, message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { MAIN_VIEWS, type MainView } from './view.ts';

const NAME_OF: Record<MainView, MessageKey> = {
  tunnel: 'view_tunnel',
  fronts: 'view_fronts',
  helper: 'view_helper',
  settings: 'view_settings',
};

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
          {message(NAME_OF[view])}
        </button>
      ))}
    </nav>
  );
}
