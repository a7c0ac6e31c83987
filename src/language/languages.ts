import * as v from 'valibot';

/** The languages that there are strings for, each by its folder in `public/_locales/`. */
export const LANGUAGES = ['en', 'fa', 'ru', 'zh_CN', 'my', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One of them, or whichever of them the browser is in. */
export const LanguageChoice = v.picklist(['system', ...LANGUAGES]);
export type LanguageChoice = v.InferOutput<typeof LanguageChoice>;
