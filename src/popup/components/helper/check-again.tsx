import { checkSentence } from '../../helper/check-sentence.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** Connects to the helper for real, and says when that was last done and what came of it. */
export function CheckAgain({ model }: { model: PopupModel }) {
  const pairing = model.snapshot.value?.pairing;
  if (pairing === undefined) return null;
  const { isChecking, lastCheck } = pairing;
  return (
    <div class="helper-check">
      <p role="status">
        {isChecking && message('helper_checking')}
        {!isChecking && lastCheck !== null && checkSentence(lastCheck)}
      </p>
      <button
        type="button"
        class="button"
        aria-disabled={isChecking}
        onClick={() => void (isChecking || model.ask({ type: 'check-helper' }))}
      >
        {message('helper_check_again')}
      </button>
    </div>
  );
}
