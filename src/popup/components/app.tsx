import { useViewFocus } from '../frame/view-focus.ts';
import type { PopupModel } from '../popup-model.ts';
import type { ImportModel } from '../supply/import-model.ts';
import { MainPage } from './frame/main-page.tsx';
import { GuideView } from './guide/guide-view.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ExportView } from './supply/export-view.tsx';
import { ImportView } from './supply/import-view.tsx';

/** The whole popup: the form or another view while it is open, else the switch and a main view. */
export function App({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const draft = model.draft.value;
  const view = model.view.value;
  const chosen = model.liveProfile.value;
  const isExport = view === 'export' && chosen !== undefined;
  const isMain = draft === null && view !== 'import' && view !== 'setup' && !isExport;
  useViewFocus(draft === null ? view : 'form', isMain);
  if (draft !== null) return <ProfileForm model={model} draft={draft} />;
  if (view === 'import') return <ImportView model={model} importing={importing} />;
  if (isExport) return <ExportView model={model} profile={chosen} />;
  if (view === 'setup') return <GuideView model={model} importing={importing} />;
  return <MainPage model={model} view={view === 'export' ? 'fronts' : view} />;
}
