import type { PopupModel } from '../../popup-model.ts';
import { ExitSection } from './exit-section.tsx';
import { TrafficSection } from './traffic-section.tsx';
import { TunnelFacts } from './tunnel-facts.tsx';

/** While the tunnel is on: by which way, how much goes through it, and where it comes out. */
export function TunnelDetails({ model }: { model: PopupModel }) {
  const snapshot = model.snapshot.value;
  if (snapshot?.state.kind !== 'on') return null;
  const { state, ways, traffic, exit } = snapshot;
  return (
    <>
      <TunnelFacts state={state} ways={ways} />
      <TrafficSection traffic={traffic} />
      <ExitSection model={model} exit={exit} />
    </>
  );
}
