import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';

/** While the tunnel is wanted: that private windows do not use it, and how they would. */
export function PrivateWindows({ model }: { model: PopupModel }) {
  const state = model.snapshot.value?.state.kind ?? 'off';
  if (!model.arePrivateWindowsOutside.value || state === 'off') return null;
  return <p class="warning">{message('private_windows_outside')}</p>;
}
