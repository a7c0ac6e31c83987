import type { Snapshot } from '../../../background/messages.ts';
import { openGuide } from '../../helper/open-guide.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** The next thing to do for who has a profile, and has never had a helper. */
export function HelperStep({ model }: { model: PopupModel }) {
  if (!isNext(model.snapshot.value)) return null;
  return (
    <section class="first-step">
      <p>{message('helper_never_met')}</p>
      <button type="button" class="button primary" onClick={() => void openGuide(model)}>
        {message('helper_set_up')}
      </button>
    </section>
  );
}

function isNext(snapshot: Snapshot | null): boolean {
  if (snapshot === null) return false;
  const { state, chosenProfileId, pairing } = snapshot;
  return state.kind === 'off' && chosenProfileId !== null && pairing.met === null;
}
