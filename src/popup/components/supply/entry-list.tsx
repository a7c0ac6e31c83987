import type { ComponentChildren } from 'preact';
import { message } from '../../messages.ts';
import { formatCount } from '../../quantities.ts';

/** Nobody reads more, and thousands would make the page slow. */
const MAX_SHOWN = 50;

/** Few enough to be read without asking for them. */
const MAX_OPEN = 4;

interface Props<T> {
  /** Says how many there are. */
  title: string;
  entries: readonly T[];
  show: (entry: T) => ComponentChildren;
}

/** A counted list that is opened when somebody wants to read it. */
export function EntryList<T>({ title, entries, show }: Props<T>) {
  if (entries.length === 0) return null;
  const hidden = entries.length - MAX_SHOWN;
  return (
    <details class="entries" open={entries.length <= MAX_OPEN}>
      <summary>{title}</summary>
      <ul>
        {entries.slice(0, MAX_SHOWN).map((entry, index) => (
          // Entries have no name of their own, and the list never changes its order.
          <li key={index}>{show(entry)}</li>
        ))}
        {hidden > 0 && <li>{message('entries_more', formatCount(hidden))}</li>}
      </ul>
    </details>
  );
}
