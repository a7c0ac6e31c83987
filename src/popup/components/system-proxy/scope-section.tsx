import type { SystemProxyView } from '../../../background/system-proxy/view.ts';
import { type MessageKey, message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { ScopeState } from './scope-state.tsx';

type Scope = SystemProxyView['scope'];

const CHOICES: Record<Scope, { label: MessageKey; hint: MessageKey }> = {
  browser: { label: 'scope_browser', hint: 'scope_browser_hint' },
  system: { label: 'scope_system', hint: 'scope_system_hint' },
};

/** Whether this browser alone goes through the tunnel, or every program. */
export function ScopeSection({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  if (snapshot === null) return null;
  const { scope } = snapshot.systemProxy;
  return (
    <section class="scope">
      <fieldset class="field">
        <legend class="label">{message('scope_title')}</legend>
        {(Object.keys(CHOICES) as Scope[]).map((choice) => (
          <div key={choice}>
            <label class="choice">
              <input
                type="radio"
                name="scope"
                checked={choice === scope}
                aria-describedby={`scope-${choice}`}
                onChange={() =>
                  void model.ask({ type: 'set-proxy-scope', scope: choice, takesOver: false })
                }
              />
              {message(CHOICES[choice].label)}
            </label>
            <p id={`scope-${choice}`} class="hint">
              {message(CHOICES[choice].hint)}
            </p>
          </div>
        ))}
      </fieldset>
      <ScopeState model={model} snapshot={snapshot} />
    </section>
  );
}
