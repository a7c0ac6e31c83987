import type { Place } from '../../../meek/fronts/import/place.ts';
import { message } from '../../messages.ts';
import { formatCount } from '../../quantities.ts';

/** Where in the imported text something stands. */
export function PlaceLabel({ place }: { place: Place }) {
  if ('line' in place)
    return <span class="hint">{message('place_line', formatCount(place.line))}</span>;
  return place.path === '' ? null : <bdi class="technical hint">{place.path}</bdi>;
}
