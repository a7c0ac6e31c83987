import type { Reason } from '../../background/state.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { message } from '../messages.ts';
import { requestAccess } from '../permissions.ts';
import type { PopupModel } from '../popup-model.ts';

/** The one thing that may lift a failure: granting what is missing, or trying again. */
export function RecoveryButton({ model, reason }: { model: PopupModel; reason: Reason }) {
  const profile = model.chosenProfile.value;
  if (profile === undefined) return null;
  const needsAccess = reason === 'permission-missing';
  return (
    <button
      type="button"
      class="button"
      onClick={() => void (needsAccess ? allow(model, profile) : retry(model))}
    >
      {message(needsAccess ? 'allow' : 'retry')}
    </button>
  );
}

async function allow(model: PopupModel, profile: Profile): Promise<void> {
  model.refusal.value = null;
  try {
    if (await requestAccess(profile)) await retry(model);
    else model.refusal.value = message('permission_still_missing');
  } catch {
    model.refusal.value = message('permission_not_asked');
  }
}

async function retry(model: PopupModel): Promise<void> {
  await model.ask({ type: 'switch-on' });
}
