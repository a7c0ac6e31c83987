import type { Snapshot } from '../../background/messages.ts';
import type { TunnelState } from '../../background/state.ts';
import { type MessageKey, message } from '../messages.ts';
import type { PopupModel } from '../popup-model.ts';
import {
  consequenceOf,
  HEADLINE_OF,
  type Problem,
  SENTENCE_OF_REASON,
  SENTENCE_OF_STEP,
} from '../sentences.ts';
import { ReasonHelp } from './reason-help.tsx';
import { RecoveryButton } from './recovery-button.tsx';

/** What the tunnel does, in a sentence; when it is broken, where and what to do. */
export function Status({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  const state = snapshot?.state;
  return (
    <section class="status" data-state={state?.kind ?? 'waiting'}>
      {/* Always in the page, so that a screen reader announces what changes inside it. */}
      <div role="status">
        {isProblem(state) && <h2>{message(HEADLINE_OF[state.layer])}</h2>}
        <p>{message(sentenceOf(snapshot))}</p>
        {isProblem(state) && <ReasonHelp reason={state.reason} />}
        {isProblem(state) && <p>{message(consequenceOf(state))}</p>}
      </div>
      {isProblem(state) && (
        <RecoveryButton model={model} reason={state.reason} isRetried={state.kind === 'degraded'} />
      )}
    </section>
  );
}

function isProblem(state: TunnelState | undefined): state is Problem {
  return state?.kind === 'degraded' || state?.kind === 'failed';
}

function sentenceOf(snapshot: Snapshot | null): MessageKey {
  if (snapshot === null) return 'status_waiting';
  const { state } = snapshot;
  switch (state.kind) {
    case 'off':
      return sentenceWhileOff(snapshot);
    case 'starting':
      return SENTENCE_OF_STEP[state.step];
    case 'direct':
      return 'status_direct';
    case 'on':
      return 'status_on';
    case 'degraded':
    case 'failed':
      return SENTENCE_OF_REASON[state.reason];
  }
}

function sentenceWhileOff({ profiles, chosenProfileId }: Snapshot): MessageKey {
  if (profiles.length === 0) return 'status_no_profile';
  return chosenProfileId === null ? 'status_unchosen' : 'status_off';
}
