import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';

/** The browser's own words about the last failure, in English, for whoever helps. */
export function BrowserText({ model }: { model: PopupModel }) {
  const text = model.snapshot.value?.pairing.lastCheck?.browserText;
  if (!text) return null;
  return (
    <details class="entries">
      <summary>{message('helper_browser_text')}</summary>
      <p class="technical" dir="ltr" lang="en">
        {text}
      </p>
    </details>
  );
}
