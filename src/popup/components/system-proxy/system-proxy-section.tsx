import type { PopupModel } from '../../popup-model.ts';
import { OtherPrograms } from './other-programs.tsx';
import { ScopeSection } from './scope-section.tsx';

/** The ways of other programs into the tunnel. */
export function SystemProxySection({ model }: { model: PopupModel }) {
  return (
    <>
      <ScopeSection model={model} />
      <OtherPrograms model={model} />
    </>
  );
}
