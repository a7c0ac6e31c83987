import { useEffect, useRef } from 'preact/hooks';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import type { ImportModel } from '../../supply/import-model.ts';
import { ImportPanel } from './import-panel.tsx';

/** An import, as a view of its own. */
export function ImportView({ model, importing }: { model: PopupModel; importing: ImportModel }) {
  const page = useRef<HTMLElement>(null);
  useEffect(() => page.current?.querySelector('textarea')?.focus(), []);
  const isFirst = (model.snapshot.value?.profiles.length ?? 0) === 0;
  return (
    <main ref={page} class="page" tabIndex={-1}>
      <h1>{message('import_title')}</h1>
      <ImportPanel
        model={model}
        importing={importing}
        onStored={() => model.show(isFirst ? 'tunnel' : 'fronts')}
        onCancel={() => model.show(isFirst ? 'tunnel' : 'fronts')}
      />
    </main>
  );
}
