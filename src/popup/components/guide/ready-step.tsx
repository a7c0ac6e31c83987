import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { CheckAgain } from '../helper/check-again.tsx';

interface Props {
  model: PopupModel;
  isPermitted: boolean;
  isPaired: boolean;
}

/** Turns green by itself, with the helper's first word. */
export function ReadyStep({ model, isPermitted, isPaired }: Props) {
  return (
    <>
      <p class="helper-state" data-tone={isPaired ? 'good' : 'unknown'} role="status">
        {message(isPaired ? 'helper_ready' : 'guide_waiting')}
      </p>
      {isPermitted && <CheckAgain model={model} />}
    </>
  );
}
