import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { RemoveButton } from '../remove-button.tsx';
import { Section } from './section.tsx';

/** Erases everything, after asking. */
export function ForgetSection({ model }: { model: PopupModel }) {
  return (
    <Section title="settings_forget">
      <p class="hint">{message('forget_hint')}</p>
      <RemoveButton
        model={model}
        request={{ type: 'forget-everything' }}
        label="forget_everything"
        question="forget_question"
      />
    </Section>
  );
}
