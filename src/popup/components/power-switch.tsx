import { message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import { switchOn } from '../recovery/switch-on.ts';
import { WORD_OF } from '../sentences.ts';
import { Mark } from './frame/mark.tsx';

/** The one switch. It can always be switched off; on only with a profile. */
export function PowerSwitch({ model }: { model: PopupModel }) {
  const kind = model.snapshot.value?.state.kind;
  const checked = kind !== undefined && kind !== 'off';
  const disabled = !checked && model.chosenProfile.value === undefined;
  return (
    <header class="power" data-state={kind ?? 'waiting'}>
      <Mark />
      <div class="power-text">
        <h1>{message('extension_name')}</h1>
        {/* Named for `test/screens/first-paint.ts`: which state was painted first, and when. */}
        <p class="power-word" elementtiming={kind ?? 'waiting'}>
          {message(kind ? WORD_OF[kind] : 'state_waiting')}
          {model.freshness.value === 'kept' && (
            <span class="updating">{message('status_updating')}</span>
          )}
        </p>
      </div>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={checked}
        aria-label={message('switch_label')}
        disabled={disabled}
        onClick={() => void (checked ? model.ask({ type: 'switch-off' }) : switchOn(model))}
      >
        <span class="switch-track">
          <span class="switch-thumb" />
        </span>
      </button>
    </header>
  );
}
