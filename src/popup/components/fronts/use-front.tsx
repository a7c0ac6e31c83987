import type { FrontRow } from '../../../background/fronts/front-rows.ts';
import { frontName } from '../../../meek/fronts/front.ts';
import { frontKey } from '../../../meek/fronts/selector/candidate.ts';
import { message } from '../../messages.ts';
import { requestAccess } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';

/** Whether a front is used. One that is to be used again may need a permission. */
export function UseFront({
  model,
  row,
  tabIndex,
}: {
  model: PopupModel;
  row: FrontRow;
  tabIndex: number;
}) {
  const isUsed = row.state !== 'disabled';
  return (
    <label class="front-use">
      <input
        type="checkbox"
        data-control="use"
        tabIndex={tabIndex}
        checked={isUsed}
        aria-label={message('front_use', frontName(row.front))}
        onClick={(event) => {
          // What is shown is what is stored.
          event.preventDefault();
          void setUse(model, row, !isUsed);
        }}
      />
    </label>
  );
}

async function setUse(model: PopupModel, { front }: FrontRow, isUsed: boolean): Promise<void> {
  const profile = model.liveProfile.value;
  if (!profile) return;
  model.refusal.value = null;
  try {
    const { isDisabled: _, ...used } = front;
    const isAllowed =
      !isUsed || (await requestAccess({ innerHost: profile.innerHost, fronts: [used] }));
    if (!isAllowed) model.refusal.value = message('permission_still_missing');
    else {
      const key = frontKey(front);
      await model.ask({ type: 'use-front', profileId: profile.id, key, isUsed });
    }
  } catch {
    model.refusal.value = message('permission_not_asked');
  }
}
