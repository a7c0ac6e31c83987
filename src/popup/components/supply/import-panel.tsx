import { type MessageKey, message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import {
  confirmationOf,
  type ImportModel,
  type ReadImport,
  type Reading,
} from '../../supply/import-model.ts';
import { sentenceOfRefusal } from '../../supply/import-sentences.ts';
import { ImportActions } from './import-actions.tsx';
import { ImportForm } from './import-form.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportTarget } from './import-target.tsx';
import { PlaceLabel } from './place-label.tsx';

export interface ImportPanelProps {
  model: PopupModel;
  importing: ImportModel;
  /** It was stored. */
  onStored: () => void;
  /** It is not wanted after all; without this, there is nowhere else to go. */
  onCancel?: (() => void) | undefined;
}

/** Reads what is pasted or chosen, shows what it would do, and has it stored when confirmed. */
export function ImportPanel({ model, importing, onStored, onCancel }: ImportPanelProps) {
  const reading = importing.reading.value;
  const profiles = model.snapshot.value?.profiles ?? [];
  return (
    <>
      <ImportForm model={model} importing={importing} />
      {reading.step === 'read' && (
        <ImportTarget importing={importing} read={reading} profiles={profiles} />
      )}
      {/* Always in the page, so that a screen reader announces what changes inside it. */}
      <div role="status">
        <Outcome reading={reading} />
      </div>
      <ImportActions model={model} importing={importing} onStored={onStored} onCancel={onCancel} />
    </>
  );
}

function Outcome({ reading }: { reading: Reading }) {
  switch (reading.step) {
    case 'waiting':
      return null;
    case 'reading':
      return <p>{message('import_reading')}</p>;
    case 'refused':
      return (
        <p class="refusal">
          <PlaceLabel place={reading.refusal.place} /> {sentenceOfRefusal(reading.refusal)}
        </p>
      );
    case 'read':
      return (
        <>
          <ImportPreview read={reading} />
          {confirmationOf(reading) === null && <p>{message(whyNothing(reading.preview))}</p>}
        </>
      );
  }
}

/** Why there is nothing to save. */
function whyNothing({ added, changed, unchanged }: ReadImport['preview']): MessageKey {
  const usable = added.length + changed.length + unchanged.length;
  return usable === 0 ? 'import_nothing_usable' : 'import_nothing_new';
}
