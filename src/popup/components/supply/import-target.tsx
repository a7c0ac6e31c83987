import type { Profile } from '../../../meek/fronts/profile.ts';
import { message } from '../../messages.ts';
import type { ImportModel, ReadImport } from '../../supply/import-model.ts';

const NEW = 'new';

interface Props {
  importing: ImportModel;
  read: ReadImport;
  profiles: readonly Profile[];
}

/** Which profile the import is for. Without a server in it, it must be one that is there. */
export function ImportTarget({ importing, read, profiles }: Props) {
  const namesServer = read.preview.facts.innerHost !== undefined;
  if (!namesServer && profiles.length === 0) {
    return <p class="refusal">{message('import_needs_profile')}</p>;
  }
  if (profiles.length === 0) return null;
  return (
    <p class="field">
      <label class="label" for="import-target">
        {message('import_into')}
      </label>
      <select
        id="import-target"
        value={read.target?.id ?? NEW}
        onChange={({ currentTarget: { value } }) => {
          void importing.readFor(profiles.find(({ id }) => id === value) ?? null);
        }}
      >
        {(namesServer || read.target === null) && (
          <option value={NEW}>{message('import_into_new')}</option>
        )}
        {profiles.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </p>
  );
}
