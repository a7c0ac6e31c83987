import { type MessageKey, message } from '../../messages.ts';

interface Props<Value extends string> {
  /** Names the choice to screen readers, and keeps its options together. */
  title: MessageKey;
  options: Record<Value, MessageKey>;
  value: Value;
  onChange: (value: Value) => void;
}

/** One of several, by radio buttons. */
export function Choice<Value extends string>({ title, options, value, onChange }: Props<Value>) {
  return (
    <fieldset aria-label={message(title)}>
      {(Object.keys(options) as Value[]).map((option) => (
        <label class="choice" key={option}>
          <input
            type="radio"
            name={title}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          {message(options[option])}
        </label>
      ))}
    </fieldset>
  );
}
