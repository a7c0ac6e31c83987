import { FILTERS, type FrontFilter } from '../../fronts/filter.ts';
import { NAME_OF_FILTER } from '../../fronts/words.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { formatCount } from '../../quantities.ts';

/** The fields that say which fronts are shown, and how many those are. */
export function FrontSearch({ model: { fronts } }: { model: PopupModel }) {
  const counts = fronts.counts.value;
  const shown = fronts.shown.value.length;
  return (
    <search class="front-search">
      <p class="field">
        <label class="label" for="front-search">
          {message('fronts_search')}
        </label>
        <input
          type="search"
          id="front-search"
          dir="auto"
          autocomplete="off"
          spellcheck={false}
          value={fronts.search.value}
          onInput={({ currentTarget: { value } }) => {
            fronts.search.value = value;
          }}
        />
      </p>
      <p class="field">
        <label class="label" for="front-filter">
          {message('fronts_filter')}
        </label>
        <select
          id="front-filter"
          value={fronts.filter.value}
          onChange={({ currentTarget: { value } }) => {
            fronts.filter.value = value as FrontFilter;
          }}
        >
          {FILTERS.map((filter) => (
            <option key={filter} value={filter}>
              {message(NAME_OF_FILTER[filter], formatCount(counts[filter]))}
            </option>
          ))}
        </select>
      </p>
      <p class="hint" role="status">
        {shown < counts.all && message('fronts_shown', formatCount(shown), formatCount(counts.all))}
      </p>
    </search>
  );
}
