import type { FrontSummary } from '../../background/fronts/front-summaries.ts';
import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { formatCount } from '../quantities.ts';
import { FrontRow } from './front-row.tsx';
import { VettingControl } from './vetting-control.tsx';

/** More rows would be slow to show, and nobody reads them. */
const MAX_ROWS = 100;

const PLACE: Record<FrontSummary['state'], number> = { good: 0, resting: 1, unknown: 2 };

/** The fronts of the profile in use and how they have fared, those that work first. */
export function Fronts({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  if (!snapshot || snapshot.fronts.length === 0) return null;
  const { fronts, state } = snapshot;
  // What can help is in here.
  const areBlocked = state.kind === 'degraded' && state.reason === 'fronts-blocked';
  const ordered = fronts.toSorted((a, b) => PLACE[a.state] - PLACE[b.state]);
  const good = fronts.filter(({ state }) => state === 'good').length;
  const more = fronts.length - MAX_ROWS;
  return (
    <details class="fronts" open={areBlocked}>
      <summary>
        {message('fronts_title')}{' '}
        <span class="hint">
          {message('fronts_count', formatCount(good), formatCount(fronts.length))}
        </span>
      </summary>
      <VettingControl model={model} />
      <ul>
        {ordered.slice(0, MAX_ROWS).map((front) => (
          <FrontRow key={front.name} front={front} />
        ))}
      </ul>
      {more > 0 && <p class="hint">{message('fronts_more', formatCount(more))}</p>}
    </details>
  );
}
