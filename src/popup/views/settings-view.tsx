import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';

/** What the person can set that is no property of a profile. */
export function SettingsView(_: { model: PopupModel }) {
  return (
    <section class="settings">
      <h2>{message('view_settings')}</h2>
    </section>
  );
}
