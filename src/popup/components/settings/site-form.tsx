import { useSignal } from '@preact/signals';
import type { SiteRules } from '../../../storage/site-rules.ts';
import { MAX_SITES } from '../../../storage/site-rules.ts';
import { type MessageKey, message } from '../../messages.ts';
import { withTyped } from '../../settings/site-changes.ts';
import { TextField } from '../text-field.tsx';

interface Props {
  rules: SiteRules;
  onAdd: (rules: SiteRules) => Promise<boolean>;
}

/** Adds a site to the list. */
export function SiteForm({ rules, onAdd }: Props) {
  const text = useSignal('');
  const refused = useSignal<MessageKey | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    const typed = withTyped(rules, text.value);
    refused.value = 'refused' in typed ? typed.refused : null;
    if ('rules' in typed && (await onAdd(typed.rules))) text.value = '';
  };
  return (
    <form class="site-form" onSubmit={(event) => void add(event)}>
      <TextField
        id="site"
        label={message('sites_add_label')}
        value={text.value}
        errors={refused.value === null ? [] : [message(refused.value, MAX_SITES)]}
        hint={message('sites_add_hint')}
        technical
        onInput={(value) => {
          text.value = value;
          refused.value = null;
        }}
      />
      <button type="submit" class="button">
        {message('sites_add')}
      </button>
    </form>
  );
}
