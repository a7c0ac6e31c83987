import { effect } from '@preact/signals';
import { render } from 'preact';
import { bundledStrings } from '../language/bundled-strings.ts';
import { App } from './components/app.tsx';
import { keepDraft, keptDraft } from './draft-keeper.ts';
import { keptSnapshot } from './first-paint/kept-snapshot.ts';
import { followHash } from './frame/hash.ts';
import { isPopup } from './frame/place.ts';
import { titleOf } from './frame/title.ts';
import { keepFrontDraft, keptFrontDraft } from './fronts/front-draft-keeper.ts';
import { Interpreter } from './language/interpreter.ts';
import { applyLanguage } from './language/page-language.ts';
import { PopupModel } from './popup-model.ts';
import { arePrivateWindowsOutside } from './private-windows.ts';
import { send } from './requests.ts';
import { activeTabHost } from './settings/active-tab.ts';
import { followSnapshots } from './snapshot-feed.ts';
import { keepImportText, keptImportText } from './supply/import-keeper.ts';
import { ImportModel } from './supply/import-model.ts';
import { viewOfHash } from './views/view.ts';

const page = document.documentElement;
const model = new PopupModel(send);
const importing = new ImportModel();
const interpreter = new Interpreter(bundledStrings);

// Nothing is waited for before the first paint.
interpreter.begin();
page.dataset.place = isPopup() ? 'popup' : 'tab';
model.view.value = viewOfHash(location.hash) ?? 'tunnel';
effect(() => {
  applyLanguage(page);
  document.title = titleOf(model);
});
// What the page itself shows would stay below a view that begins with another element.
document.body.replaceChildren();
render(<App model={model} importing={importing} />, document.body);
followSnapshots((snapshot) => model.hear(snapshot));
followHash(model);
effect(() => {
  const language = model.snapshot.value?.language;
  if (language) void interpreter.follow(language);
});

const [draft, frontDraft, importText, kept] = await Promise.all([
  keptDraft(),
  keptFrontDraft(),
  keptImportText(),
  keptSnapshot(),
]);
model.draft.value = draft;
model.fronts.draft.value = frontDraft;
importing.text.value = importText ?? '';
if (importing.text.value !== '' && model.view.value !== 'setup') model.show('import');
else if (draft === null && kept) model.recall(kept);
effect(() => {
  void keepFrontDraft(model.fronts.draft.value);
});
effect(() => {
  void keepDraft(model.draft.value);
});
effect(() => {
  void keepImportText(importing.text.value);
});
model.arePrivateWindowsOutside.value = await arePrivateWindowsOutside();
model.tabHost.value = await activeTabHost();
