import type { Language } from '../../src/language/languages.ts';

/** Of `public/_locales/`, one for each direction. */
export const SHOWN_LANGUAGES = ['en', 'fa'] as const;
export const SCHEMES = ['light', 'dark'] as const;

/** The widest that is shown as a popup; what is wider is a tab. In CSS pixels. */
export const POPUP_WIDTH_PX = 360;

/** How a scene is looked at. */
export interface Look {
  readonly language: Language;
  readonly scheme: (typeof SCHEMES)[number];
  readonly widthPx: number;
}

/** Every one of the languages in every scheme, at that width. */
export function looksAt(widthPx: number, languages: readonly Language[] = SHOWN_LANGUAGES): Look[] {
  return languages.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme, widthPx })));
}
