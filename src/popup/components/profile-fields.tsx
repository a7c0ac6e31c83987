import { message } from '../messages.ts';
import type { DraftErrors, ProfileDraft } from '../profile-draft.ts';
import { LABEL_OF_FIELD, type ProfileField } from '../profile-field-names.ts';
import { TextField } from './text-field.tsx';
import { UpstreamField } from './upstream-field.tsx';

interface Props {
  draft: ProfileDraft;
  errors: DraftErrors;
  onChange: (changes: Partial<ProfileDraft>) => void;
}

/** The fields of a profile, in the order in which someone who was given one reads it out. */
export function ProfileFields({ draft, errors, onChange }: Props) {
  const text = (field: Exclude<ProfileField, 'upstream'>) => ({
    id: field,
    label: message(LABEL_OF_FIELD[field]),
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
