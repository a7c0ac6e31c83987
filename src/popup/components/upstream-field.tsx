import type { UpstreamKind } from '../../meek/fronts/profile.ts';
import { type MessageKey, message } from '../messages.ts';

const LABEL_OF: Record<UpstreamKind, MessageKey> = {
  builtin: 'upstream_builtin',
  socks5: 'upstream_socks5',
};

const KINDS = Object.keys(LABEL_OF) as UpstreamKind[];

interface Props {
  value: UpstreamKind;
  onChange: (kind: UpstreamKind) => void;
}

/** What kind of server the profile leads to. */
export function UpstreamField({ value, onChange }: Props) {
  return (
    <fieldset class="field">
      <legend class="label">{message('field_upstream')}</legend>
      {KINDS.map((kind) => (
        <label key={kind} class="choice">
          <input
            type="radio"
            name="upstream"
            checked={kind === value}
            onChange={() => onChange(kind)}
          />
          {message(LABEL_OF[kind])}
        </label>
      ))}
    </fieldset>
  );
}
