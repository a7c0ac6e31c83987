import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { mergeFronts } from '../../../meek/fronts/import/merge.ts';
import { message } from '../../messages.ts';
import { requestAccess } from '../../permissions.ts';
import type { PopupModel } from '../../popup-model.ts';
import { confirmationOf, type ImportModel, type ReadImport } from '../../supply/import-model.ts';
import { sentenceOfRefusal } from '../../supply/import-sentences.ts';
import { Refusal } from '../refusal.tsx';
import { TextField } from '../text-field.tsx';
import { FileChoice } from './file-choice.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportTarget } from './import-target.tsx';
import { PlaceLabel } from './place-label.tsx';

/** How far the confirmation has come. */
type Step = 'looking' | 'asking' | 'saving';

/** Reads what is pasted or chosen, shows what it would do, and has it stored when confirmed. */
export function ImportView({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const step = useSignal<Step>('looking');
  const page = useRef<HTMLElement>(null);
  useEffect(() => page.current?.querySelector('textarea')?.focus(), []);
  const reading = importing.reading.value;
  const profiles = model.snapshot.value?.profiles ?? [];
  const chosen = model.chosenProfile.value;

  const confirm = async (read: ReadImport): Promise<void> => {
    const request = confirmationOf(read);
    if (request === null) return;
    model.refusal.value = null;
    step.value = 'asking';
    try {
      const isAllowed = await askForAccess(read);
      if (importing.reading.value !== reading) return;
      step.value = 'saving';
      if (!isAllowed) model.refusal.value = message('permission_refused');
      else if (await model.ask(request)) leave();
    } catch {
      model.refusal.value = message('permission_not_asked');
    } finally {
      step.value = 'looking';
    }
  };
  const leave = () => {
    importing.edit('');
    model.show('home');
  };

  return (
    <main ref={page}>
      <h1>{message('import_title')}</h1>
      <form
        class="import"
        onSubmit={(event) => {
          event.preventDefault();
          void importing.readText(profiles, chosen);
        }}
      >
        <TextField
          id="import-text"
          label={message('import_text')}
          hint={message('import_text_hint')}
          value={importing.text.value}
          errors={[]}
          technical
          rows={4}
          onInput={(text) => importing.edit(text)}
        />
        <div class="buttons">
          <button
            type="submit"
            class={reading.step === 'read' ? 'button' : 'button primary'}
            disabled={importing.text.value.trim() === '' || reading.step === 'reading'}
          >
            {message('import_read')}
          </button>
          <FileChoice onFile={(file) => void importing.readFile(file, profiles, chosen)} />
        </div>
      </form>
      {/* Always in the page, so that a screen reader announces what changes inside it. */}
      <div role="status">
        {reading.step === 'reading' && <p>{message('import_reading')}</p>}
        {reading.step === 'refused' && (
          <p class="refusal">
            <PlaceLabel place={reading.refusal.place} /> {sentenceOfRefusal(reading.refusal)}
          </p>
        )}
        {reading.step === 'read' && <ImportPreview read={reading} />}
        {reading.step === 'read' && confirmationOf(reading) === null && (
          <p>{message('import_nothing_new')}</p>
        )}
      </div>
      {reading.step === 'read' && (
        <ImportTarget importing={importing} read={reading} profiles={profiles} />
      )}
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
    </main>
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
