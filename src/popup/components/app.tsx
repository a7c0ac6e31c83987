import type { PopupModel } from '../popup-model.ts';
import type { ImportModel } from '../supply/import-model.ts';
import { Details } from './details.tsx';
import { Fronts } from './fronts.tsx';
import { InvalidProfiles } from './invalid-profiles.tsx';
import { PowerSwitch } from './power-switch.tsx';
import { PrivateWindows } from './private-windows.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ProfilePicker } from './profile-picker.tsx';
import { Refusal } from './refusal.tsx';
import { Status } from './status.tsx';
import { ExportView } from './supply/export-view.tsx';
import { ImportView } from './supply/import-view.tsx';
import { SubscriptionSection } from './supply/subscription-section.tsx';
import { SupplyButtons } from './supply/supply-buttons.tsx';

/** The whole popup: the form or another view while it is open, else the switch and what it did. */
export function App({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const draft = model.draft.value;
  const view = model.view.value;
  const chosen = model.chosenProfile.value;
  if (draft !== null) return <ProfileForm model={model} draft={draft} />;
  if (view === 'import') return <ImportView model={model} importing={importing} />;
  if (view === 'export' && chosen) return <ExportView model={model} profile={chosen} />;
  return (
    <main>
      <PowerSwitch model={model} />
      <Status model={model} />
      <PrivateWindows model={model} />
      <Refusal model={model} />
      <Details model={model} />
      <Fronts model={model} />
      <InvalidProfiles model={model} />
      <SubscriptionSection model={model} />
      <ProfilePicker model={model} />
      <SupplyButtons model={model} />
    </main>
  );
}
