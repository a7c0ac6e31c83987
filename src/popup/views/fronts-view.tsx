import { FrontPage } from '../components/fronts/front-page.tsx';
import { FrontsSection, useFollowedFronts } from '../components/fronts/fronts-section.tsx';
import { FrontsSupply } from '../components/fronts/fronts-supply.tsx';
import { SubscriptionSection } from '../components/supply/subscription-section.tsx';
import type { PopupModel } from '../popup-model.ts';

/** The fronts of the profile in use, and where they come from; or one of them. */
export function FrontsView({ model }: { model: PopupModel }) {
  useFollowedFronts(model);
  const profile = model.liveProfile.value;
  const draft = model.fronts.draft.value;
  if (profile && draft) return <FrontPage {...{ model, profile, draft }} />;
  return (
    <>
      <FrontsSection model={model} />
      <FrontsSupply model={model} />
      <SubscriptionSection model={model} />
    </>
  );
}
