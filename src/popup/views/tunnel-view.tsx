import { Details } from '../components/details.tsx';
import { InvalidProfiles } from '../components/invalid-profiles.tsx';
import { PrivateWindows } from '../components/private-windows.tsx';
import { ProfilePicker } from '../components/profile-picker.tsx';
import { Status } from '../components/status.tsx';
import type { PopupModel } from '../popup-model.ts';

/** What the tunnel does, and through which profile. */
export function TunnelView({ model }: { model: PopupModel }) {
  return (
    <>
      <Status model={model} />
      <PrivateWindows model={model} />
      <Details model={model} />
      <InvalidProfiles model={model} />
      <ProfilePicker model={model} />
    </>
  );
}
