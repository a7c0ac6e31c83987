import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { switchOn } from '../../recovery/switch-on.ts';
import { Status } from '../status.tsx';

/** The last step, and what comes of it. */
export function SwitchStep({ model, isPaired }: { model: PopupModel; isPaired: boolean }) {
  const isOff = model.snapshot.value?.state.kind === 'off';
  const isReady = isPaired && model.chosenProfile.value !== undefined;
  if (!isOff) return <Status model={model} />;
  return (
    <button
      type="button"
      class="button primary"
      disabled={!isReady}
      onClick={() => void switchOn(model)}
    >
      {message('left_off_on')}
    </button>
  );
}
