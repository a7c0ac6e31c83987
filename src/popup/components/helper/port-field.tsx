import { useSignal } from '@preact/signals';
import { portFrom } from '../../helper/port-from.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { TextField } from '../text-field.tsx';

/** The port that the helper is to open, for this browser and other programs. */
export function PortField({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  const typed = useSignal<string | null>(null);
  if (snapshot === null) return null;
  const { preferredPort } = snapshot.pairing;
  const { state } = snapshot;
  const text = typed.value ?? String(preferredPort);
  const port = portFrom(text);
  const isElsewhere = state.kind === 'on' && state.proxyPort !== preferredPort;
  const save = async (event: Event) => {
    event.preventDefault();
    if (port === null) return;
    if (await model.ask({ type: 'set-proxy-port', port })) typed.value = null;
  };
  return (
    <form class="port-form" onSubmit={(event) => void save(event)}>
      <TextField
        id="proxy-port"
        label={message('helper_port')}
        hint={message('helper_port_hint')}
        value={text}
        errors={port === null ? [message('helper_port_bad')] : []}
        onInput={(value) => {
          typed.value = value;
        }}
        technical
      />
      {isElsewhere && (
        <p class="warning">{message('helper_port_taken', preferredPort, state.proxyPort)}</p>
      )}
      {typed.value !== null && port !== preferredPort && (
        <button type="submit" class="button" aria-disabled={port === null}>
          {message('helper_port_save')}
        </button>
      )}
    </form>
  );
}
