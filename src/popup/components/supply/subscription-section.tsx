import type { SubscriptionStatus } from '../../../background/supply/status.ts';
import type { Profile } from '../../../meek/fronts/profile.ts';
import { message } from '../../messages.ts';
import { requestAccess } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatCount, formatTime } from '../../quantities.ts';
import { isGoodRefresh, sentenceOfRefresh } from '../../supply/refresh-sentences.ts';
import { RemoveButton } from '../remove-button.tsx';

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
        <LastTry status={status} />
      </div>
      <div class="buttons">
        <RefreshButton model={model} profile={profile} status={status} />
      </div>
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

function LastTry({ status: { last, progress } }: { status: SubscriptionStatus }) {
  if (progress === 'refreshing') return <p>{message('refreshing')}</p>;
  if (last === null) return null;
  return (
    <p class={isGoodRefresh(last.code) ? 'hint' : 'warning'}>
      {message('refresh_last', formatTime(last.atMs), sentenceOfRefresh(last.code))}
    </p>
  );
}

interface RefreshProps {
  model: PopupModel;
  profile: Profile;
  status: SubscriptionStatus;
}

/** While the tunnel is off the label says what a click means. */
function RefreshButton({ model, profile, status }: RefreshProps) {
  const isOff = model.snapshot.value?.state.kind === 'off';
  const refresh = async () => {
    model.refusal.value = null;
    try {
      const isAllowed = await requestAccess(profile, { toListed: true });
      if (!isAllowed) model.refusal.value = message('permission_still_missing');
      else await model.ask({ type: 'refresh-subscription', profileId: profile.id });
    } catch {
      model.refusal.value = message('permission_not_asked');
    }
  };
  return (
    <button
      type="button"
      class="button"
      disabled={status.progress === 'refreshing'}
      onClick={() => void refresh()}
    >
      {message(isOff ? 'refresh_directly' : 'refresh_now')}
    </button>
  );
}
