import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './components/app.tsx';
import { keepDraft, keptDraft } from './draft-keeper.ts';
import { applyLanguage } from './language.ts';
import { PopupModel } from './popup-model.ts';
import { send } from './requests.ts';
import { followSnapshots } from './snapshot-feed.ts';

const model = new PopupModel(send);

applyLanguage(document.documentElement);
render(<App model={model} />, document.body);
followSnapshots((snapshot) => {
  model.snapshot.value = snapshot;
});

model.draft.value = await keptDraft();
effect(() => {
  void keepDraft(model.draft.value);
});
