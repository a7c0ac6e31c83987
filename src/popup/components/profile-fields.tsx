import { type MessageKey, message } from '../messages.ts';
import type { DraftErrors, ProfileDraft } from '../profile-draft.ts';
import { TextField } from './text-field.tsx';
import { UpstreamField } from './upstream-field.tsx';

type TextFieldName = Exclude<keyof ProfileDraft, 'id' | 'upstream'>;

const LABEL_OF: Record<TextFieldName, MessageKey> = {
  name: 'field_name',
  innerHost: 'field_inner_host',
  path: 'field_path',
  token: 'field_token',
  serverPin: 'field_server_pin',
  fronts: 'field_fronts',
};

interface Props {
  draft: ProfileDraft;
  errors: DraftErrors;
  onChange: (changes: Partial<ProfileDraft>) => void;
}

/** The fields of a profile, in the order in which someone who was given one reads it out. */
export function ProfileFields({ draft, errors, onChange }: Props) {
  const text = (field: TextFieldName) => ({
    id: field,
    label: message(LABEL_OF[field]),
    value: draft[field],
    errors: errors[field] ?? [],
    onInput: (value: string) => onChange({ [field]: value }),
  });
  return (
    <>
      <TextField {...text('name')} />
      <TextField {...text('innerHost')} technical hint={message('field_inner_host_hint')} />
      <TextField {...text('fronts')} technical rows={4} hint={message('field_fronts_hint')} />
      <TextField {...text('path')} technical />
      <TextField {...text('token')} technical hint={message('field_token_hint')} />
      <TextField {...text('serverPin')} technical hint={message('field_server_pin_hint')} />
      <UpstreamField value={draft.upstream} onChange={(upstream) => onChange({ upstream })} />
    </>
  );
}
