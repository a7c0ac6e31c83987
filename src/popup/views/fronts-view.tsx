import { Fronts } from '../components/fronts.tsx';
import { SubscriptionSection } from '../components/supply/subscription-section.tsx';
import { SupplyButtons } from '../components/supply/supply-buttons.tsx';
import type { PopupModel } from '../popup-model.ts';

/** The fronts of the profile in use, and where they come from. */
export function FrontsView({ model }: { model: PopupModel }) {
  return (
    <>
      <Fronts model={model} />
      <SubscriptionSection model={model} />
      <SupplyButtons model={model} />
    </>
  );
}
