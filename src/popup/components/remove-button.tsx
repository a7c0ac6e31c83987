import { useSignal } from '@preact/signals';
import type { Request } from '../../background/messages.ts';
import { type MessageKey, message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';

interface Props {
  model: PopupModel;
  /** What removes it. */
  request: Request;
  label?: MessageKey;
  question?: MessageKey;
  /** It is gone. Default: the form is closed. */
  onRemoved?: () => void;
}

/** Removes something stored, after asking once. */
export function RemoveButton({
  model,
  request,
  label = 'remove',
  question = 'remove_question',
  onRemoved = () => model.edit(null),
}: Props) {
  const asking = useSignal(false);
  const remove = async (): Promise<void> => {
    if (await model.ask(request)) onRemoved();
    asking.value = false;
  };
  if (!asking.value) {
    return (
      <button
        type="button"
        class="button quiet danger"
        onClick={() => {
          asking.value = true;
        }}
      >
        {message(label)}
      </button>
    );
  }
  return (
    <fieldset class="remove">
      <legend class="label">{message(question)}</legend>
      <div class="buttons">
        <button type="button" class="button danger" onClick={() => void remove()}>
          {message(label)}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            asking.value = false;
          }}
        >
          {message('remove_keep')}
        </button>
      </div>
    </fieldset>
  );
}
