import { LanguageChoiceField } from '../components/settings/language-choice.tsx';
import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';

/** What the person can set that is no property of a profile. */
export function SettingsView({ model }: { model: PopupModel }) {
  return (
    <section class="settings">
      <h2>{message('view_settings')}</h2>
      <LanguageChoiceField model={model} />
    </section>
  );
}
