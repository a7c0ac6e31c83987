import type { Layer, TunnelState } from '../../../background/state.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { Countdown } from './countdown.tsx';

const PAUSE_MS = 5 * 60_000;

/** What going past the tunnel for a while may help against: a sign-in page, a missing download. */
const HELPED_LAYERS: ReadonlySet<Layer> = new Set<Layer>(['network', 'front', 'helper']);

/** Lets the browser out past the tunnel for a while, and back again. */
export function DirectSection({ model }: { model: PopupModel }) {
  const state = model.snapshot.value?.state;
  if (state?.kind === 'direct') {
    return (
      <section class="direct">
        <Countdown untilMs={state.untilMs} />
        <button
          type="button"
          class="button primary"
          onClick={() => void model.ask({ type: 'end-direct' })}
        >
          {message('direct_end')}
        </button>
      </section>
    );
  }
  return isHelped(state) ? (
    <section class="direct">
      <p>{message('direct_offer')}</p>
      <button
        type="button"
        class="button"
        onClick={() => void model.ask({ type: 'go-direct', forMs: PAUSE_MS })}
      >
        {message('direct_begin')}
      </button>
    </section>
  ) : null;
}

function isHelped(state: TunnelState | undefined): boolean {
  const isProblem = state?.kind === 'degraded' || state?.kind === 'failed';
  // Without a network nothing goes out past the tunnel either.
  return isProblem && state.reason !== 'offline' && HELPED_LAYERS.has(state.layer);
}
