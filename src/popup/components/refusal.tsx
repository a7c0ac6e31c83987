import type { PopupModel } from '../popup-model.ts';

/** Why the last thing asked for did not happen. */
export function Refusal({ model }: { model: PopupModel }) {
  const refusal = model.refusal.value;
  return refusal === null ? null : (
    <p class="refusal" role="alert">
      {refusal}
    </p>
  );
}
