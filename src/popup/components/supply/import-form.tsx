import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import type { ImportModel } from '../../supply/import-model.ts';
import { TextField } from '../text-field.tsx';
import { FileChoice } from './file-choice.tsx';

/** Where a text is pasted or a file is chosen. */
export function ImportForm({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const { step } = importing.reading.value;
  const text = importing.text.value;
  const profiles = model.snapshot.value?.profiles ?? [];
  const chosen = model.chosenProfile.value;
  const read = () => void importing.readText(profiles, chosen);
  return (
    <form
      class="import"
      onSubmit={(event) => {
        event.preventDefault();
        read();
      }}
    >
      <TextField
        id="import-text"
        label={message('import_text')}
        hint={message('import_text_hint')}
        value={text}
        errors={[]}
        technical
        rows={4}
        onInput={(typed, isPasted) => {
          importing.edit(typed);
          if (isPasted) read();
        }}
      />
      <div class="buttons">
        <button
          type="submit"
          class={step === 'read' ? 'button' : 'button primary'}
          disabled={text.trim() === '' || step === 'reading'}
        >
          {message('import_read')}
        </button>
        <FileChoice onFile={(file) => void importing.readFile(file, profiles, chosen)} />
      </div>
    </form>
  );
}
