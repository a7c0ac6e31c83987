import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** Tells that the tunnel did not come back with the browser, until the person has decided. */
export function LeftOff({ model }: { model: PopupModel }) {
  if (!model.snapshot.value?.wasLeftOff) return null;
  return (
    <section class="warning left-off">
      <p role="status">{message('left_off')}</p>
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          onClick={() => void model.ask({ type: 'switch-on' })}
        >
          {message('left_off_on')}
        </button>
        <button type="button" class="button" onClick={() => void model.ask({ type: 'switch-off' })}>
          {message('left_off_keep')}
        </button>
      </div>
    </section>
  );
}
