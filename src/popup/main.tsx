// Before everything else: the answer comes while the rest begins.
import './first-paint/ask-first.ts';

import { batch, effect } from '@preact/signals';
import { render } from 'preact';
import { bundledStrings } from '../language/bundled-strings.ts';
import { App } from './components/app.tsx';
import { draftIn, keepDraft } from './draft-keeper.ts';
import { asked } from './first-paint/ask-first.ts';
import { firstFrame } from './first-paint/first-frame.ts';
import { snapshotIn } from './first-paint/kept-snapshot.ts';
import { followHash } from './frame/hash.ts';
import { isPopup } from './frame/place.ts';
import { titleOf } from './frame/title.ts';
import { frontDraftIn, keepFrontDraft } from './fronts/front-draft-keeper.ts';
import { Interpreter } from './language/interpreter.ts';
import { applyLanguage } from './language/page-language.ts';
import { PopupModel } from './popup-model.ts';
import { arePrivateWindowsOutside } from './private-windows.ts';
import { send } from './requests.ts';
import { activeTabHost } from './settings/active-tab.ts';
import { followSnapshots } from './snapshot-feed.ts';
import { importTextIn, keepImportText } from './supply/import-keeper.ts';
import { ImportModel } from './supply/import-model.ts';
import { viewOfHash } from './views/view.ts';

/** In-memory storage answers within a few milliseconds; whatever it does, nobody waits longer. */
const KEPT_LIMIT_MS = 50;

const page = document.documentElement;
const model = new PopupModel(send);
const importing = new ImportModel();
const interpreter = new Interpreter(bundledStrings);

const recalling = recallKept();
interpreter.begin();
page.dataset.place = isPopup() ? 'popup' : 'tab';
model.view.value = viewOfHash(location.hash) ?? 'tunnel';
effect(() => {
  applyLanguage(page);
  document.title = titleOf(model);
});
// The page shows its empty frame meanwhile: one paint with what was kept is sooner than two.
await Promise.race([recalling, new Promise((resolve) => setTimeout(resolve, KEPT_LIMIT_MS))]);
// What the page itself shows would stay below a view that begins with another element.
document.body.replaceChildren();
render(<App model={model} importing={importing} />, document.body);
// Before anything is waited for: a change of the hash would be lost.
followHash(model);
await firstFrame();

followSnapshots((snapshot) => model.hear(snapshot));
effect(() => {
  const language = model.snapshot.value?.language;
  if (language) void interpreter.follow(language);
});

await recalling;
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

/** Puts back what an earlier popup left, and shows what the background said last. */
async function recallKept(): Promise<void> {
  const kept = await asked;
  const snapshot = snapshotIn(kept);
  batch(() => {
    model.draft.value = draftIn(kept);
    model.fronts.draft.value = frontDraftIn(kept);
    importing.text.value = importTextIn(kept);
    if (importing.text.value !== '' && model.view.value !== 'setup') model.show('import');
    else if (model.draft.value === null && snapshot) model.recall(snapshot);
  });
}
