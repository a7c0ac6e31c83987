import type { LinkKind } from '../../../background/helper-facts.ts';
import type { ShownSettings } from '../../../background/settings/requests.ts';
import { type MessageKey, message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { Choice } from './choice.tsx';
import { useSaving } from './saving.tsx';
import { Section } from './section.tsx';

const OPTIONS = { automatic: 'link_automatic', native: 'link_native_only' } as const;

const IN_USE: Record<LinkKind, MessageKey> = {
  'web-socket': 'link_now_fast',
  'native-messaging': 'link_now_native',
};

type Props = { model: PopupModel; link: LinkKind | null } & Pick<ShownSettings, 'fastLink'>;

/** How browser and helper speak, and how they may. */
export function LinkSection({ model, fastLink, link }: Props) {
  const saving = useSaving(model);
  return (
    <Section title="settings_link" saving={saving}>
      <Choice
        title="settings_link"
        options={OPTIONS}
        value={fastLink ? 'automatic' : 'native'}
        onChange={(option) =>
          void saving.save({ type: 'set-fast-link', isOn: option === 'automatic' })
        }
      />
      <p class="hint">{message('link_hint')}</p>
      <p>{message(link === null ? 'helper_not_connected' : IN_USE[link])}</p>
    </Section>
  );
}
