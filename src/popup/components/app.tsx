import type { ComponentType } from 'preact';
import type { PopupModel } from '../popup-model.ts';
import type { ImportModel } from '../supply/import-model.ts';
import { FrontsView } from '../views/fronts-view.tsx';
import { HelperView } from '../views/helper-view.tsx';
import { Navigation } from '../views/navigation.tsx';
import { SettingsView } from '../views/settings-view.tsx';
import { TunnelView } from '../views/tunnel-view.tsx';
import type { MainView } from '../views/view.ts';
import { PowerSwitch } from './power-switch.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Refusal } from './refusal.tsx';
import { ExportView } from './supply/export-view.tsx';
import { ImportView } from './supply/import-view.tsx';

const MAIN: Record<MainView, ComponentType<{ model: PopupModel }>> = {
  tunnel: TunnelView,
  fronts: FrontsView,
  helper: HelperView,
  settings: SettingsView,
};

/** The whole popup: the form or another view while it is open, else the switch and a main view. */
export function App({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const draft = model.draft.value;
  const view = model.view.value;
  const chosen = model.chosenProfile.value;
  if (draft !== null) return <ProfileForm model={model} draft={draft} />;
  if (view === 'import') return <ImportView model={model} importing={importing} />;
  if (view === 'export' && chosen) return <ExportView model={model} profile={chosen} />;
  const Main = MAIN[view === 'export' ? 'fronts' : view];
  return (
    <main>
      <PowerSwitch model={model} />
      <Navigation model={model} />
      <Refusal model={model} />
      <Main model={model} />
    </main>
  );
}
