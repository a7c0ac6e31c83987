import type { PopupModel } from '../popup-model.ts';
import { Details } from './details.tsx';
import { Fronts } from './fronts.tsx';
import { InvalidProfiles } from './invalid-profiles.tsx';
import { PowerSwitch } from './power-switch.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ProfilePicker } from './profile-picker.tsx';
import { Refusal } from './refusal.tsx';
import { Status } from './status.tsx';

/** The whole popup: the form while it is open, else the switch and what it did. */
export function App({ model }: { model: PopupModel }) {
  const draft = model.draft.value;
  if (draft !== null) return <ProfileForm model={model} draft={draft} />;
  return (
    <main>
      <PowerSwitch model={model} />
      <Status model={model} />
      <Refusal model={model} />
      <Details model={model} />
      <Fronts model={model} />
      <InvalidProfiles model={model} />
      <ProfilePicker model={model} />
    </main>
  );
}
