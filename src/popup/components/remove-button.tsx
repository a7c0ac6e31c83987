import { useSignal } from '@preact/signals';
import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';

/** Removes a stored profile, after asking once. */
export function RemoveButton({ model, id }: { model: PopupModel; id: string }) {
  const asking = useSignal(false);
  const remove = async (): Promise<void> => {
    if (await model.ask({ type: 'remove-profile', id })) model.edit(null);
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
        {message('remove')}
      </button>
    );
  }
  return (
    <fieldset class="remove">
      <legend class="label">{message('remove_question')}</legend>
      <div class="buttons">
        <button type="button" class="button danger" onClick={() => void remove()}>
          {message('remove')}
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
