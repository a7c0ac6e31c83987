import { message } from '../../messages.ts';
import { requestHelperAccess } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';

/** Asks the browser, at the click, whether the extension may talk to the helper. */
export function PermissionStep({
  model,
  isPermitted,
}: {
  model: PopupModel;
  isPermitted: boolean;
}) {
  const allow = async () => {
    model.refusal.value = null;
    try {
      if (await requestHelperAccess()) await model.ask({ type: 'check-helper' });
      else model.refusal.value = message('helper_permission_refused');
    } catch {
      model.refusal.value = message('permission_not_asked');
    }
  };
  return (
    <>
      <p>{message('guide_allow')}</p>
      {!isPermitted && (
        <button type="button" class="button primary" onClick={() => void allow()}>
          {message('allow')}
        </button>
      )}
    </>
  );
}
