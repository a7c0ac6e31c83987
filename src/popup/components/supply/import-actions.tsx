import { useSignal } from '@preact/signals';
import { mergeFronts } from '../../../meek/fronts/import/merge.ts';
import { message } from '../../messages.ts';
import { requestAccess } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';
import { confirmationOf, type ImportModel, type ReadImport } from '../../supply/import-model.ts';
import { Refusal } from '../refusal.tsx';

/** How far the confirmation has come. */
type Step = 'looking' | 'asking' | 'saving';

/** Has what was read stored, or leaves it. */
export function ImportActions({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const step = useSignal<Step>('looking');
  const reading = importing.reading.value;
  const leave = () => {
    importing.edit('');
    model.show('fronts');
  };
  const confirm = async (read: ReadImport): Promise<void> => {
    const request = confirmationOf(read);
    if (request === null) return;
    model.refusal.value = null;
    step.value = 'asking';
    try {
      const isAllowed = await askForAccess(read);
      // Something else was read while the browser asked: that is not what was confirmed.
      if (importing.reading.value !== read) return;
      step.value = 'saving';
      if (!isAllowed) model.refusal.value = message('permission_refused');
      else if (await model.ask(request)) leave();
    } catch {
      model.refusal.value = message('permission_not_asked');
    } finally {
      step.value = 'looking';
    }
  };
  return (
    <footer class="actions">
      <Refusal model={model} />
      {step.value === 'asking' && <p role="status">{message('permission_asking')}</p>}
      <div class="buttons">
        {reading.step === 'read' && confirmationOf(reading) !== null && (
          <button
            type="button"
            class="button primary"
            disabled={step.value !== 'looking'}
            onClick={() => void confirm(reading)}
          >
            {message('save')}
          </button>
        )}
        <button type="button" class="button" onClick={leave}>
          {message('cancel')}
        </button>
      </div>
    </footer>
  );
}

/** For the profile as it will be. Called in the click itself. */
function askForAccess({ preview, target }: ReadImport): Promise<boolean> {
  const { added, facts } = preview;
  const imported = added.map(({ front }) => front);
  const innerHost = target?.innerHost ?? facts.innerHost ?? '';
  const fronts = mergeFronts(target?.fronts ?? [], imported);
  return requestAccess({ innerHost, fronts }, { toListed: facts.subscription !== undefined });
}
