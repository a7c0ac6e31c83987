import { useEffect } from 'preact/hooks';
import { followFronts } from '../../fronts/followed-fronts.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatCount } from '../../quantities.ts';
import { FrontList } from './front-list.tsx';
import { FrontSearch } from './front-search.tsx';
import { NothingHere } from './nothing-here.tsx';
import { TestControl } from './test-control.tsx';

/** The fronts of the profile in use. */
export function FrontsSection({ model }: { model: PopupModel }) {
  const { fronts } = model;
  const { all, good } = fronts.counts.value;
  const shown = fronts.shown.value;
  return (
    <section class="fronts">
      <h2 class="fronts-title">
        {message('fronts_title')}{' '}
        {all > 0 && (
          <span class="hint">{message('fronts_count', formatCount(good), formatCount(all))}</span>
        )}
      </h2>
      {all > 0 && (
        <>
          <TestControl model={model} />
          <FrontSearch model={model} />
        </>
      )}
      {shown.length === 0 ? (
        <NothingHere model={model} />
      ) : (
        <FrontList model={model} rows={shown} />
      )}
    </section>
  );
}

/** Has the list of fronts kept up to date while this is in the page. */
export function useFollowedFronts({ fronts }: PopupModel): void {
  useEffect(
    () =>
      followFronts((list) => {
        fronts.list.value = list;
      }),
    [],
  );
}
