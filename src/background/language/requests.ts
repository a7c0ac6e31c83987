import * as v from 'valibot';
import { LanguageChoice } from '../../language/languages.ts';

/** What the popup may ask about its language. */
export const LANGUAGE_REQUESTS = [
  v.object({ type: v.literal('choose-language'), language: LanguageChoice }),
] as const;
