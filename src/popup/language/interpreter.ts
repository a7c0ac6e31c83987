import type { Language, LanguageChoice } from '../../language/languages.ts';
import type { Strings } from '../../language/strings.ts';
import { speak } from '../messages.ts';
import { rememberedStrings, rememberStrings } from './remembered-strings.ts';

/** Has the popup speak the language that was chosen, without a reload. */
export class Interpreter {
  readonly #stringsOf: (language: Language) => Promise<Strings>;
  #choice: LanguageChoice = 'system';

  /** @param stringsOf reads a language's strings */
  constructor(stringsOf: (language: Language) => Promise<Strings>) {
    this.#stringsOf = stringsOf;
  }

  /** Speaks as the last popup did; in time for the first paint. */
  begin(): void {
    const spoken = rememberedStrings();
    if (!spoken) return;
    this.#choice = spoken.language;
    speak(spoken.strings);
  }

  /** The browser's language goes on where the strings cannot be read. */
  async follow(choice: LanguageChoice): Promise<void> {
    if (choice === this.#choice) return;
    this.#choice = choice;
    const strings = choice === 'system' ? null : await this.#stringsOf(choice).catch(() => null);
    if (this.#choice !== choice) return;
    speak(strings);
    rememberStrings(choice !== 'system' && strings ? { language: choice, strings } : null);
  }
}
