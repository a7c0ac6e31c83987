/** The views that one can go to from everywhere, in their order. */
export const MAIN_VIEWS = ['tunnel', 'fronts', 'helper', 'settings'] as const;
export type MainView = (typeof MAIN_VIEWS)[number];

const VIEWS = [...MAIN_VIEWS, 'import', 'export', 'setup'] as const;

/** What the popup shows while the form is closed. */
export type View = (typeof VIEWS)[number];

/** The view that the hash of a URL names, as in `#fronts`; without one, the first. */
export function viewOfHash(hash: string): View | null {
  if (hash === '') return MAIN_VIEWS[0];
  return VIEWS.find((view) => hash === `#${view}`) ?? null;
}
