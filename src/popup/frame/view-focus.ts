import { useEffect, useRef } from 'preact/hooks';

/**
 * Moves the focus to a view that has come, so that keyboard and screen reader go on there: to what
 * it was left from, where that has an id and is there again, or else to its `main`. A view that
 * has put the focus into a field of its own keeps it there.
 *
 * @param place names what is shown
 * @param isMain whether it is one of the main views; the others are left for one of them
 */
export function useViewFocus(place: string, isMain: boolean): void {
  const shown = useRef(place);
  const opener = useRef('');
  const hasChanged = shown.current !== place;
  // While the view is rendered, what was pressed is still in the page.
  if (hasChanged && !isMain) opener.current = document.activeElement?.id ?? '';
  useEffect(() => {
    if (!hasChanged) return;
    shown.current = place;
    const main = document.querySelector('main');
    if (main?.contains(document.activeElement)) return;
    const left = opener.current && isMain ? document.getElementById(opener.current) : null;
    opener.current = '';
    (left ?? main)?.focus();
  }, [place]);
}
