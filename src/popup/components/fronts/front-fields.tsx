import type { Technique } from '../../../meek/fronts/front.ts';
import { type FrontDraft, type FrontDraftErrors, takesNames } from '../../fronts/front-draft.ts';
import { WORDS_OF_WAY } from '../../fronts/words.ts';
import { type MessageKey, message } from '../../messages.ts';
import { TextField } from '../text-field.tsx';

const LABEL_OF = {
  host: 'field_front_host',
  port: 'field_front_port',
  innerHost: 'field_front_inner',
  address: 'field_front_address',
  sni: 'field_front_sni',
  verifyHost: 'field_front_verify',
} as const satisfies Partial<Record<keyof FrontDraft, MessageKey>>;

interface Props {
  draft: FrontDraft;
  errors: FrontDraftErrors;
  /** The profile's. */
  innerHost: string;
  onChange: (changes: Partial<FrontDraft>) => void;
}

/** The fields of a front; what few fronts need is folded away until one has it. */
export function FrontFields({ draft, errors, innerHost, onChange }: Props) {
  const text = (field: keyof typeof LABEL_OF) => ({
    id: `front-${field}`,
    label: message(LABEL_OF[field]),
    value: draft[field],
    errors: errors[field] === undefined ? [] : [errors[field]],
    onInput: (value: string) => onChange({ [field]: value }),
    technical: true,
  });
  const hasMore = ['address', 'sni', 'verifyHost'] as const;
  const isOpen = !draft.sendsSni || hasMore.some((field) => draft[field] !== '' || errors[field]);
  return (
    <>
      <TextField {...text('host')} />
      <TextField {...text('port')} />
      <WayField value={draft.technique} onChange={(technique) => onChange({ technique })} />
      <TextField {...text('innerHost')} hint={message('field_front_inner_hint', innerHost)} />
      <details class="entries" open={isOpen}>
        <summary>{message('front_more')}</summary>
        <div class="front-more">
          <TextField {...text('address')} hint={message('field_front_address_hint')} />
          {takesNames(draft) && (
            <>
              {draft.sendsSni && (
                <TextField {...text('sni')} hint={message('field_front_default_hint')} />
              )}
              <label class="choice">
                <input
                  type="checkbox"
                  checked={!draft.sendsSni}
                  onChange={({ currentTarget: { checked } }) => onChange({ sendsSni: !checked })}
                />
                {message('field_front_no_sni')}
              </label>
              <TextField {...text('verifyHost')} hint={message('field_front_default_hint')} />
            </>
          )}
        </div>
      </details>
    </>
  );
}

function WayField({
  value,
  onChange,
}: {
  value: Technique;
  onChange: (technique: Technique) => void;
}) {
  const techniques = Object.keys(WORDS_OF_WAY) as Technique[];
  return (
    <p class="field">
      <label class="label" for="front-technique">
        {message('field_front_way')}
      </label>
      <select
        id="front-technique"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value as Technique)}
      >
        {techniques.map((technique) => (
          <option key={technique} value={technique}>
            {message(WORDS_OF_WAY[technique])}
          </option>
        ))}
      </select>
    </p>
  );
}
