import type { ShownSettings } from '../../../background/settings/requests.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { useSaving } from './saving.tsx';
import { Section } from './section.tsx';

type Props = { model: PopupModel } & Pick<ShownSettings, 'autoConnect'>;

/** Whether the tunnel comes back with the browser. */
export function StartSection({ model, autoConnect }: Props) {
  const saving = useSaving(model);
  return (
    <Section title="settings_start" saving={saving}>
      <label class="choice">
        <input
          type="checkbox"
          checked={autoConnect}
          aria-describedby="start-hint"
          onChange={({ currentTarget: { checked: isOn } }) =>
            void saving.save({ type: 'set-auto-connect', isOn })
          }
        />
        {message('start_again')}
      </label>
      <p class="hint" id="start-hint">
        {message('start_again_hint')}
      </p>
    </Section>
  );
}
