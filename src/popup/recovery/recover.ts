import { openGuide } from '../helper/open-guide.ts';
import { message } from '../messages.ts';
import { requestAccess, requestHelperAccess } from '../permissions.ts';
import type { PopupModel } from '../popup-model.ts';
import { draftOf } from '../profile-draft.ts';
import type { RecoveryAction } from './actions.ts';

/** Does it. Must be called in the handler of a click: some actions ask the browser. */
export async function recover(model: PopupModel, action: RecoveryAction): Promise<void> {
  switch (action) {
    case 'allow-hosts': {
      const profile = model.chosenProfile.value;
      if (profile) await grant(model, requestAccess(profile), 'permission_still_missing');
      return;
    }
    case 'allow-helper':
      return grant(model, requestHelperAccess(), 'helper_permission_refused');
    case 'set-up':
    case 'repair':
    case 'update':
      return openGuide(model);
    case 'diagnose':
    case 'change-port':
      return model.show('helper');
    case 'show-fronts':
      return model.show('fronts');
    case 'edit-profile': {
      const profile = model.chosenProfile.value;
      return profile && model.edit(draftOf(profile));
    }
    case 'retry':
      await model.ask({ type: 'switch-on' });
  }
}

async function grant(
  model: PopupModel,
  asking: Promise<boolean>,
  refused: 'permission_still_missing' | 'helper_permission_refused',
): Promise<void> {
  model.refusal.value = null;
  try {
    if (await asking) await model.ask({ type: 'switch-on' });
    else model.refusal.value = message(refused);
  } catch {
    model.refusal.value = message('permission_not_asked');
  }
}
