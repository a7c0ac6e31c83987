import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import type { ImportModel } from '../../supply/import-model.ts';
import { ImportPanel } from '../supply/import-panel.tsx';

/** Takes the link to a server, and asks for all that it needs in one question. */
export function LinkStep({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const chosen = model.chosenProfile.value;
  if (chosen) {
    return (
      <p>
        {message('profile')}: <bdi>{chosen.name}</bdi>
      </p>
    );
  }
  return (
    <>
      <p>{message('first_text')}</p>
      <ImportPanel model={model} importing={importing} onStored={() => {}} />
    </>
  );
}
