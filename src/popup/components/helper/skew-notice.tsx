import type { VersionSkew } from '../../../background/pairing/version-skew.ts';
import { type MessageKey, message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

const SENTENCE_OF: Record<VersionSkew, MessageKey> = {
  'helper-older': 'skew_helper_older',
  'extension-older': 'skew_extension_older',
};

/** That helper and extension are of different versions; nothing is held up by it. */
export function SkewNotice({ model }: { model: PopupModel }) {
  const skew = model.snapshot.value?.pairing.skew ?? null;
  if (skew === null) return null;
  return (
    <div class="notice">
      <p>{message(SENTENCE_OF[skew])}</p>
      <button
        type="button"
        class="button quiet"
        onClick={() => void model.ask({ type: 'dismiss-skew' })}
      >
        {message('dismiss')}
      </button>
    </div>
  );
}
