import type { TargetedInputEvent } from 'preact';

interface Props {
  id: string;
  label: string;
  value: string;
  /** Why the value is refused; empty while it is not. */
  errors: readonly string[];
  /** `isPasted`: it was put in at once, and not typed. */
  onInput: (value: string, isPasted: boolean) => void;
  hint?: string;
  /** Host names, paths and the like: written from left to right in every language. */
  technical?: boolean;
  /** With rows, the field takes several lines. */
  rows?: number;
}

/** A labelled line or block of text, with what is wrong with it beneath. */
export function TextField({ id, label, value, errors, onInput, hint, technical, rows }: Props) {
  const tell = (event: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    onInput(event.currentTarget.value, event.inputType === 'insertFromPaste');
  const control = {
    id,
    value,
    class: technical ? 'technical' : undefined,
    dir: technical ? ('ltr' as const) : ('auto' as const),
    'aria-invalid': errors.length > 0,
    'aria-describedby': `${id}-hint ${id}-errors`,
    // Spell checkers and form histories send or keep what must stay in this window.
    spellcheck: false,
    autocomplete: 'off' as const,
    autocapitalize: 'off' as const,
  };
  return (
    <div class="field">
      <label class="label" for={id}>
        {label}
      </label>
      {rows === undefined ? (
        <input type="text" {...control} onInput={tell} />
      ) : (
        <textarea rows={rows} {...control} onInput={tell} />
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <ul class="errors" id={`${id}-errors`}>
        {errors.map((error) => (
          <li key={error}>{error}</li>
        ))}
      </ul>
    </div>
  );
}
