import * as v from 'valibot';
import { LANGUAGES } from '../../language/languages.ts';
import { Strings } from '../../language/strings.ts';

const KEY = 'spoken-strings';

const Spoken = v.object({
  /** Of the extension that they were bundled with: another has others. */
  version: v.literal(__VERSION__),
  language: v.picklist(LANGUAGES),
  strings: Strings,
});
/** The strings of a language other than the browser's. */
export type Spoken = Omit<v.InferOutput<typeof Spoken>, 'version'>;

/**
 * The chosen language's strings, as the last popup left them. Nothing but local storage can be
 * read before the first paint, and all that it holds is a file of the extension's own.
 */
export function rememberedStrings(): Spoken | null {
  try {
    const parsed = v.safeParse(Spoken, JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

export function rememberStrings(spoken: Spoken | null): void {
  try {
    if (spoken) localStorage.setItem(KEY, JSON.stringify({ ...spoken, version: __VERSION__ }));
    else localStorage.removeItem(KEY);
  } catch {
    // Without it the next popup is in the browser's language for a moment.
  }
}
