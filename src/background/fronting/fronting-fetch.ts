import { LinkError } from '../../link/errors.ts';
import type { LinkPipe } from '../../link/link-pipe.ts';
import type { Fetch } from '../../meek/carrier.ts';
import type { Gate } from '../gate.ts';
import { isNativeUrl, nativeTargetsOf } from './native.ts';
import { nativeFetch } from './native-fetch.ts';
import type { FrontingPlan } from './plan.ts';

/** `fetch` for a plan's routes: the browser's, and the helper's; both behind the gate. */
export function frontingFetch(
  plan: FrontingPlan,
  gate: Gate,
  helper: () => { openExchange(): LinkPipe } | null,
): Fetch {
  const open = () => {
    const present = helper();
    if (!present) throw new LinkError('LINK_LOST', 'The helper is gone.');
    return present.openExchange();
  };
  const native = gate.guard(nativeFetch(nativeTargetsOf(plan.routes), open));
  return (url, init) => (isNativeUrl(url) ? native : gate.fetch)(url, init);
}
