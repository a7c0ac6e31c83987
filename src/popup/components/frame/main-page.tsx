import type { ComponentType } from 'preact';
import { NAME_OF_VIEW } from '../../frame/title.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { FrontsView } from '../../views/fronts-view.tsx';
import { HelperView } from '../../views/helper-view.tsx';
import { Navigation } from '../../views/navigation.tsx';
import { SettingsView } from '../../views/settings-view.tsx';
import { TunnelView } from '../../views/tunnel-view.tsx';
import type { MainView } from '../../views/view.ts';
import { PowerSwitch } from '../power-switch.tsx';
import { Refusal } from '../refusal.tsx';
import { TabButton } from './tab-button.tsx';

const MAIN: Record<MainView, ComponentType<{ model: PopupModel }>> = {
  tunnel: TunnelView,
  fronts: FrontsView,
  helper: HelperView,
  settings: SettingsView,
};

/** The switch, one of the main views, and the way to the others. */
export function MainPage({ model, view }: { model: PopupModel; view: MainView }) {
  const Main = MAIN[view];
  // What was kept shows what it can; nothing may be done from it, for it is not whole.
  const isKept = model.freshness.value === 'kept';
  return (
    <div class="frame">
      <PowerSwitch model={model} />
      <Navigation model={model} />
      <main tabIndex={-1} aria-label={message(NAME_OF_VIEW[view])} aria-busy={isKept}>
        <div class="view" inert={isKept}>
          <Refusal model={model} />
          <Main model={model} />
        </div>
      </main>
      <footer>
        <TabButton model={model} />
      </footer>
    </div>
  );
}
