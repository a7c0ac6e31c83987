import { useSignal } from '@preact/signals';
import { type MessageKey, message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import {
  type RuleChange,
  ruleChange,
  type TabFacts,
  type TabRoute,
  tabRoute,
} from '../../settings/tab-route.ts';

const SENTENCE_OF: Record<TabRoute, MessageKey> = {
  tunnel: 'route_tunnel',
  direct: 'route_direct',
  waiting: 'route_waiting',
};

/** How the page that the person looks at is reached, and the one thing that changes it. */
export function TabRouteLine({ model }: { model: PopupModel }) {
  const changed = useSignal(false);
  const host = model.tabHost.value;
  const snapshot = model.snapshot.value;
  if (host === null || snapshot === null) return null;
  const { state, settings } = snapshot;
  const facts = { host, state, rules: settings.sites, profile: model.chosenProfile.value };
  const route = tabRoute(facts);
  if (route === null) return null;
  const apply = async ({ rules: sites }: RuleChange) => {
    changed.value = await model.ask({ type: 'set-sites', sites });
  };
  return (
    <section class="tab-route" data-route={route}>
      <div role="status">
        <p>{message(SENTENCE_OF[route], host)}</p>
        {changed.value && (
          <p class="hint">
            {message(route === 'direct' ? 'route_now_direct' : 'route_now_tunnel')}
          </p>
        )}
      </div>
      <ChangeButton facts={facts} onApply={(change) => void apply(change)} />
    </section>
  );
}

interface ButtonProps {
  facts: TabFacts;
  onApply: (change: RuleChange) => void;
}

function ChangeButton({ facts, onApply }: ButtonProps) {
  const change = ruleChange(facts);
  if (change === null) return null;
  return (
    <button type="button" class="button quiet" onClick={() => onApply(change)}>
      {labelOf(change)}
    </button>
  );
}

function labelOf({ kind }: RuleChange): string {
  if (typeof kind === 'object') return message('route_drop', kind.drops);
  return message(kind === 'never' ? 'route_never' : 'route_tunnel_it');
}
