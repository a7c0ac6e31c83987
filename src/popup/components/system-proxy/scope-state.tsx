import type { Snapshot } from '../../../background/messages.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import {
  NAME_OF_PLACE,
  recoveryOf,
  SENTENCE_OF_PROBLEM,
} from '../../system-proxy/scope-sentences.ts';

interface Props {
  model: PopupModel;
  snapshot: Snapshot;
}

/** What the system's settings are, and what stands in the way of what was chosen. */
export function ScopeState({ model, snapshot }: Props) {
  const { status } = snapshot.systemProxy;
  const sentence = sentenceOf(snapshot);
  const problem = status?.problem;
  return (
    <>
      {/* Always in the page, so that a screen reader announces what changes inside it. */}
      <div role="status">
        {sentence !== null && <p class={problem ? 'warning' : ''}>{sentence}</p>}
        {problem && recoveryOf(snapshot.systemProxy) === 'retry' && (
          <p class="hint">
            <bdi class="technical">{problem.detail}</bdi>
          </p>
        )}
      </div>
      <Recovery model={model} snapshot={snapshot} />
    </>
  );
}

function sentenceOf({ state, systemProxy, helper }: Snapshot): string | null {
  const { scope, status } = systemProxy;
  if (status?.problem) return message(SENTENCE_OF_PROBLEM[status.problem.code]);
  if (status?.state === 'on') {
    return status.place === 'shell'
      ? message('scope_state_shell')
      : message('scope_state_on', NAME_OF_PLACE[status.place]);
  }
  if (scope === 'browser') return null;
  if (status?.state === 'elsewhere') return message('scope_state_elsewhere');
  if (state.kind === 'on' && helper !== null && status === null) {
    return message('scope_old_helper');
  }
  return message('scope_state_waiting');
}

function Recovery({ model, snapshot: { systemProxy } }: Props) {
  const recovery = recoveryOf(systemProxy);
  if (recovery === null) return null;
  const takesOver = recovery === 'take-over';
  const { scope } = systemProxy;
  return (
    <button
      type="button"
      class="button"
      onClick={() => void model.ask({ type: 'set-proxy-scope', scope, takesOver })}
    >
      {message(takesOver ? 'scope_take_over' : 'retry')}
    </button>
  );
}
