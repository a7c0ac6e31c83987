import type { TunnelState } from '../../../background/state.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { LastRefresh } from './last-refresh.tsx';
import { RefreshButton, RefreshHint } from './refresh-button.tsx';

/** What can help when no front leads anywhere: a new list, other fronts, testing those that rest. */
export function BlockedActions({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  const profile = model.chosenProfile.value;
  if (snapshot === null || !isBlocked(snapshot.state) || profile === undefined) return null;
  const status = snapshot.subscriptions.find(({ profileId }) => profileId === profile.id);
  return (
    <div class="blocked-actions">
      {status && (
        <>
          <RefreshButton model={model} profile={profile} status={status} />
          <RefreshHint status={status} />
          <div role="status">
            <LastRefresh status={status} />
          </div>
        </>
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={() => model.show('import')}>
          {message('import_open')}
        </button>
        <button
          type="button"
          class="button"
          disabled={snapshot.vetting !== null}
          onClick={() => void model.ask({ type: 'vet-fronts' })}
        >
          {message('vet_fronts')}
        </button>
      </div>
    </div>
  );
}

function isBlocked(state: TunnelState): boolean {
  return state.kind === 'degraded' && state.layer === 'front';
}
