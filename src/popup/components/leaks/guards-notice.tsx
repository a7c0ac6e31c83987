import { openGuards, SENTENCE_OF_GUARD, SENTENCE_OF_LEAK } from '../../leaks/guard-sentences.ts';
import { message } from '../../messages.ts';
import { requestPrivacy } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';

/** While the tunnel is wanted: what the browser may still send past it, and why. */
export function GuardsNotice({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  const open = snapshot ? openGuards(snapshot.guards) : [];
  if (open.length === 0) return null;
  const isPermissionMissing = open.some(([, guard]) => guard === 'not-permitted');
  const reasons = new Set(open.map(([, guard]) => SENTENCE_OF_GUARD[guard]));
  return (
    <section class="warning guards">
      {open.map(([name]) => (
        <p key={name}>{message(SENTENCE_OF_LEAK[name])}</p>
      ))}
      {[...reasons].map((key) => (
        <p key={key}>{message(key)}</p>
      ))}
      {isPermissionMissing && (
        <button type="button" class="button" onClick={() => void requestPrivacy().catch(() => {})}>
          {message('allow')}
        </button>
      )}
    </section>
  );
}
