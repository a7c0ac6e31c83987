import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './components/app.tsx';
import { keepDraft, keptDraft } from './draft-keeper.ts';
import { applyLanguage } from './language.ts';
import { PopupModel } from './popup-model.ts';
import { arePrivateWindowsOutside } from './private-windows.ts';
import { send } from './requests.ts';
import { followSnapshots } from './snapshot-feed.ts';
import { keepImportText, keptImportText } from './supply/import-keeper.ts';
import { ImportModel } from './supply/import-model.ts';
import { viewOfHash } from './views/view.ts';

const model = new PopupModel(send);
const importing = new ImportModel();
model.view.value = viewOfHash(location.hash) ?? 'tunnel';

applyLanguage(document.documentElement);
render(<App model={model} importing={importing} />, document.body);
followSnapshots((snapshot) => {
  model.snapshot.value = snapshot;
});

model.arePrivateWindowsOutside.value = await arePrivateWindowsOutside();
model.draft.value = await keptDraft();
importing.text.value = (await keptImportText()) ?? '';
if (importing.text.value !== '') model.show('import');
effect(() => {
  void keepDraft(model.draft.value);
});
effect(() => {
  void keepImportText(importing.text.value);
});
