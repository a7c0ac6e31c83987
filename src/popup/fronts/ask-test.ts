import type { FrontRow } from '../../background/fronts/front-rows.ts';
import type { Request } from '../../background/messages.ts';
import { frontKey } from '../../meek/fronts/selector/candidate.ts';
import { message } from '../messages.ts';
import { requestTestAccess } from '../permissions.ts';
import type { PopupModel } from '../popup-model.ts';

/**
 * Has one front tested, or all. While the tunnel is off the browser is asked for what that needs.
 *
 * Must be called in the handler of a click, before anything is awaited.
 *
 * @param row the one front's; null: all
 */
export async function askTest(model: PopupModel, row: FrontRow | null): Promise<void> {
  const profile = model.liveProfile.value;
  if (!profile) return;
  model.refusal.value = null;
  const rows = row ? [row] : model.fronts.rows.value;
  const fronts = rows.map(({ front }) => front);
  try {
    const isAllowed =
      model.snapshot.value?.state.kind !== 'off' ||
      (await requestTestAccess({ innerHost: profile.innerHost, fronts }));
    if (!isAllowed) model.refusal.value = message('permission_still_missing');
    else await model.ask(requestFor(row));
  } catch {
    model.refusal.value = message('permission_not_asked');
  }
}

function requestFor(row: FrontRow | null): Request {
  return row ? { type: 'vet-front', key: frontKey(row.front) } : { type: 'vet-fronts' };
}
