/** The views that one can go to from everywhere, in their order. */
export const MAIN_VIEWS = ['tunnel', 'fronts', 'helper', 'settings'] as const;
export type MainView = (typeof MAIN_VIEWS)[number];

/** What the popup shows while the form is closed. */
export type View = MainView | 'import' | 'export';
