/** Of `public/_locales/`, one for each direction. */
export const SHOWN_LANGUAGES = ['en', 'fa'] as const;
export const SCHEMES = ['light', 'dark'] as const;

/** The widest that is shown as a popup; what is wider is a tab. In CSS pixels. */
export const POPUP_WIDTH_PX = 360;

/** How a scene is looked at. */
export interface Look {
  readonly language: (typeof SHOWN_LANGUAGES)[number];
  readonly scheme: (typeof SCHEMES)[number];
  readonly widthPx: number;
}

/** Every language in every scheme, at that width. */
export function looksAt(widthPx: number): Look[] {
  return SHOWN_LANGUAGES.flatMap((language) =>
    SCHEMES.map((scheme) => ({ language, scheme, widthPx })),
  );
}
