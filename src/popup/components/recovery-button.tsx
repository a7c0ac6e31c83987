import type { Reason } from '../../background/state.ts';
import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { actionFor, LABEL_OF_ACTION, type RecoveryAction } from '../recovery/actions.ts';
import { recover } from '../recovery/recover.ts';

interface Props {
  model: PopupModel;
  reason: Reason;
  /** It is being tried again without the person. */
  isRetried: boolean;
}

/** What may lift a problem: what its reason asks for, or to try again. */
export function RecoveryButton({ model, reason, isRetried }: Props) {
  if (model.chosenProfile.value === undefined) return null;
  const action = actionFor(reason);
  const actions = action === 'retry' ? [action] : [action, 'retry' as const];
  const offered = isRetried ? actions.filter((each) => each !== 'retry') : actions;
  if (offered.length === 0) return null;
  return (
    <div class="buttons">
      {offered.map((each) => (
        <ActionButton key={each} model={model} action={each} />
      ))}
    </div>
  );
}

function ActionButton({ model, action }: { model: PopupModel; action: RecoveryAction }) {
  return (
    <button type="button" class="button" onClick={() => void recover(model, action)}>
      {message(LABEL_OF_ACTION[action])}
    </button>
  );
}
