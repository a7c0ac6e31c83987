import type { SubscriptionStatus } from '../../../background/supply/status.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatCount, formatTime } from '../../quantities.ts';
import { RemoveButton } from '../remove-button.tsx';
import { LastRefresh } from './last-refresh.tsx';
import { RefreshButton, RefreshHint } from './refresh-button.tsx';

/** The list of fronts that the profile in use subscribes to: how new it is, and what went wrong. */
export function SubscriptionSection({ model }: { model: PopupModel }) {
  const profile = model.chosenProfile.value;
  const status = model.snapshot.value?.subscriptions.find(
    ({ profileId }) => profileId === profile?.id,
  );
  if (profile === undefined || status === undefined) return null;
  return (
    <section class="subscription">
      <h2>{message('subscription_title')}</h2>
      <div role="status">
        <p>{stateOf(status)}</p>
        <LastRefresh status={status} />
      </div>
      <div class="buttons">
        <RefreshButton model={model} profile={profile} status={status} />
      </div>
      <RefreshHint status={status} />
      <details class="entries">
        <summary>{message('subscription_settings')}</summary>
        <Settings model={model} status={status} />
      </details>
    </section>
  );
}

function Settings({ model, status }: { model: PopupModel; status: SubscriptionStatus }) {
  const { profileId, mayFetchDirectly } = status;
  return (
    <>
      <label class="choice">
        <input
          type="checkbox"
          checked={mayFetchDirectly}
          onChange={({ currentTarget: { checked: isAllowed } }) =>
            void model.ask({ type: 'allow-direct-refresh', profileId, isAllowed })
          }
        />
        {message('subscription_allow_direct')}
      </label>
      <RemoveButton
        model={model}
        request={{ type: 'remove-subscription', profileId }}
        label="subscription_remove"
        question="subscription_remove_question"
      />
    </>
  );
}

function stateOf({ list }: SubscriptionStatus): string {
  if (list === null) return message('subscription_no_list');
  const [number, fronts] = [list.number, list.fronts].map(formatCount);
  return message('subscription_list', number ?? '', fronts ?? '', formatTime(list.expiresAtMs));
}
