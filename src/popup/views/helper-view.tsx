import { BrowserText } from '../components/helper/browser-text.tsx';
import { CheckAgain } from '../components/helper/check-again.tsx';
import { HelperFacts } from '../components/helper/helper-facts.tsx';
import { PortField } from '../components/helper/port-field.tsx';
import { SkewNotice } from '../components/helper/skew-notice.tsx';
import { SystemProxySection } from '../components/system-proxy/system-proxy-section.tsx';
import { helperState } from '../helper/helper-state.ts';
import { openGuide } from '../helper/open-guide.ts';
import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';

/** The program that opens the tunnel's local end: whether it is there, and where. */
export function HelperView({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  if (snapshot === null) return <p>{message('status_waiting')}</p>;
  const { tone, sentence } = helperState(snapshot);
  const isNext = tone === 'bad' || sentence === 'helper_never_met';
  return (
    <section class="helper" aria-label={message('view_helper')}>
      <p class="helper-state" data-tone={tone}>
        {message(sentence)}
      </p>
      <SkewNotice model={model} />
      <HelperFacts model={model} />
      <CheckAgain model={model} />
      <button
        type="button"
        class={isNext ? 'button primary' : 'button'}
        onClick={() => void openGuide(model)}
      >
        {message('helper_set_up')}
      </button>
      <BrowserText model={model} />
      <PortField model={model} />
      <SystemProxySection model={model} />
    </section>
  );
}
