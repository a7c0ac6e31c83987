import type { Snapshot } from '../../background/messages.ts';
import { DirectSection } from '../components/direct/direct-section.tsx';
import { FirstStep } from '../components/first-step.tsx';
import { HelperStep } from '../components/helper/helper-step.tsx';
import { InvalidProfiles } from '../components/invalid-profiles.tsx';
import { GuardsNotice } from '../components/leaks/guards-notice.tsx';
import { PrivateWindows } from '../components/private-windows.tsx';
import { ProfilePicker } from '../components/profile-picker.tsx';
import { LeftOff } from '../components/settings/left-off.tsx';
import { TabRouteLine } from '../components/settings/tab-route-line.tsx';
import { Status } from '../components/status.tsx';
import { BlockedActions } from '../components/supply/blocked-actions.tsx';
import { TunnelDetails } from '../components/tunnel/tunnel-details.tsx';
import type { PopupModel } from '../popup-model.ts';

/** What the tunnel does, and through which profile. */
export function TunnelView({ model }: { model: PopupModel }) {
  if (isFresh(model.snapshot.value)) return <FirstStep model={model} />;
  return (
    <>
      <Status model={model} />
      <BlockedActions model={model} />
      <LeftOff model={model} />
      <HelperStep model={model} />
      <TabRouteLine model={model} />
      <DirectSection model={model} />
      <GuardsNotice model={model} />
      <PrivateWindows model={model} />
      <TunnelDetails model={model} />
      <InvalidProfiles model={model} />
      <ProfilePicker model={model} />
    </>
  );
}

/** Nothing was ever set up. */
function isFresh(snapshot: Snapshot | null): boolean {
  if (snapshot === null) return false;
  const { state, profiles, invalidProfiles } = snapshot;
  return state.kind === 'off' && profiles.length + invalidProfiles.length === 0;
}
