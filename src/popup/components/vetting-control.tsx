import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { formatCount } from '../quantities.ts';

/** Begins the test of all fronts, and shows how far it is. */
export function VettingControl({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  const vetting = snapshot?.vetting;
  const isOff = snapshot?.state.kind === 'off' || snapshot?.state.kind === 'failed';
  return (
    <div class="vetting">
      <button
        type="button"
        class="button"
        disabled={!vetting && isOff}
        onClick={() => void model.ask({ type: vetting ? 'stop-vetting' : 'vet-fronts' })}
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
    </div>
  );
}
