import type { SubscriptionStatus } from '../../../background/supply/status.ts';
import type { Profile } from '../../../meek/fronts/profile.ts';
import { message } from '../../messages.ts';
import { requestAccess } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';

interface RefreshProps {
  model: PopupModel;
  profile: Profile;
  status: SubscriptionStatus;
}

/** Where the list would be fetched outside the tunnel, the label says so, and a click means it. */
export function RefreshButton({ model, profile, status }: RefreshProps) {
  const mayLeaveTunnel = leavesTunnel(status);
  const refresh = async () => {
    model.refusal.value = null;
    try {
      const isAllowed = await requestAccess(profile, { toListed: true });
      const request = { type: 'refresh-subscription', profileId: profile.id } as const;
      if (!isAllowed) model.refusal.value = message('permission_still_missing');
      else await model.ask({ ...request, mayLeaveTunnel });
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
      {message(mayLeaveTunnel ? 'refresh_directly' : 'refresh_now')}
    </button>
  );
}

/** What that costs, beside the button. */
export function RefreshHint({ status }: { status: SubscriptionStatus }) {
  return leavesTunnel(status) ? <p class="hint">{message('refresh_directly_hint')}</p> : null;
}

function leavesTunnel({ way }: SubscriptionStatus): boolean {
  return way === 'direct' || way === 'helper';
}
