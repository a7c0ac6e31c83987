import { askTest } from '../../fronts/ask-test.ts';
import { message } from '../../messages.ts';
import { isFirefox } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatCount } from '../../quantities.ts';

/** Begins the test of all fronts, shows how far a test is, and ends it. */
export function TestControl({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  const vetting = snapshot?.vetting;
  const state = snapshot?.state.kind;
  const { all, disabled } = model.fronts.counts.value;
  return (
    <div class="front-tests">
      <button
        type="button"
        class="button"
        disabled={!vetting && (state === 'failed' || all === disabled)}
        onClick={() => void (vetting ? model.ask({ type: 'stop-vetting' }) : askTest(model, null))}
      >
        {message(vetting ? 'stop_vetting' : 'vet_fronts')}
      </button>
      <span role="status">
        {vetting &&
          message(
            'vetting_progress',
            formatCount(vetting.done),
            formatCount(vetting.total),
            formatCount(vetting.good),
          )}
      </span>
      {vetting && vetting.total > 0 && (
        <progress aria-hidden="true" max={vetting.total} value={vetting.done} />
      )}
      {state === 'failed' && <p class="hint">{message('test_needs_off')}</p>}
      {state === 'off' && !isFirefox() && <p class="hint">{message('test_holds_pages')}</p>}
    </div>
  );
}
