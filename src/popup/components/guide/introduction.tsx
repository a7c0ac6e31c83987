import { message } from '../../messages.ts';
import { Mark } from '../frame/mark.tsx';

/** What Frontage is, what it needs, and what becomes of a person's data. */
export function Introduction() {
  return (
    <header class="guide-introduction">
      <h1>
        <Mark />
        {message('guide_title')}
      </h1>
      <p>{message('guide_what')}</p>
      <p>{message('guide_needs')}</p>
      <h2>{message('guide_data_title')}</h2>
      <p>{message('guide_data')}</p>
    </header>
  );
}
