import type { ExitView } from '../../../background/exit/view.ts';
import { SENTENCE_OF_EXIT } from '../../exit/sentences.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatAgo } from '../../quantities.ts';
import { HEADLINE_OF } from '../../sentences.ts';
import { ExitFacts } from './exit-facts.tsx';

/** Where the server goes out to the internet, asked when the person wants to know. */
export function ExitSection({ model, exit }: { model: PopupModel; exit: ExitView | null }) {
  const isAsking = exit?.kind === 'asking';
  return (
    <section class="exit">
      <div class="exit-head">
        <h2>{message('exit_title')}</h2>
        <button
          type="button"
          class="button"
          aria-disabled={isAsking}
          onClick={() => void (isAsking || model.ask({ type: 'check-exit' }))}
        >
          {message(exit === null || isAsking ? 'exit_check' : 'exit_again')}
        </button>
      </div>
      {exit === null && <p class="hint">{message('exit_hint')}</p>}
      <div role="status">{exit && <Outcome exit={exit} />}</div>
    </section>
  );
}

function Outcome({ exit }: { exit: ExitView }) {
  if (exit.kind === 'asking') return <p>{message('exit_asking')}</p>;
  return (
    <>
      {exit.kind === 'told' ? <ExitFacts told={exit} /> : <Failure exit={exit} />}
      <p class="hint">{message('exit_checked', formatAgo(exit.atMs, Date.now()))}</p>
    </>
  );
}

/** A server that does not say is no failure. */
function Failure({ exit: { layer, reason } }: { exit: ExitView & { kind: 'failed' } }) {
  const sentence = <p>{message(SENTENCE_OF_EXIT[reason])}</p>;
  if (reason === 'exit-not-told') return sentence;
  return (
    <div class="exit-failed">
      <h3>{message(HEADLINE_OF[layer])}</h3>
      {sentence}
    </div>
  );
}
