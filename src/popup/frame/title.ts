import { type MessageKey, message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import type { View } from '../views/view.ts';

export const NAME_OF_VIEW: Record<View, MessageKey> = {
  tunnel: 'view_tunnel',
  fronts: 'view_fronts',
  helper: 'view_helper',
  settings: 'view_settings',
  import: 'import_title',
  export: 'export_title',
  setup: 'guide_title',
};

/** The page's title: what is shown, and that it is Frontage's. */
export function titleOf({ draft, view }: Pick<PopupModel, 'draft' | 'view'>): string {
  return `${message(nameOf(draft.value, view.value))} – ${message('extension_name')}`;
}

function nameOf(draft: PopupModel['draft']['value'], view: View): MessageKey {
  if (draft === null) return NAME_OF_VIEW[view];
  return draft.id === null ? 'form_new' : 'form_edit';
}
