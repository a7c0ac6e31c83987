import { type MessageKey, message } from './messages.ts';
import type { ProfileDraft } from './profile-draft.ts';

export type ProfileField = Exclude<keyof ProfileDraft, 'id'>;

export const LABEL_OF_FIELD: Record<ProfileField, MessageKey> = {
  name: 'field_name',
  innerHost: 'field_inner_host',
  path: 'field_path',
  token: 'field_token',
  serverPin: 'field_server_pin',
  fronts: 'field_fronts',
  upstream: 'field_upstream',
};

/**
 * What the form calls a part of a stored profile; what it does not show keeps its own name.
 *
 * @param path as in `fronts.0.port`
 */
export function nameOfField(path: string): string {
  const [field = ''] = path.split('.');
  return isProfileField(field) ? message(LABEL_OF_FIELD[field]) : path;
}

function isProfileField(field: string): field is ProfileField {
  return Object.hasOwn(LABEL_OF_FIELD, field);
}
