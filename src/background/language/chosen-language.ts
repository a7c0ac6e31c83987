import browser from 'webextension-polyfill';
import type { Language, LanguageChoice } from '../../language/languages.ts';
import { fillString, type MessageKey, type Strings } from '../../language/strings.ts';
import type { Store } from '../store.ts';

export interface ChosenLanguageParts {
  readonly store: Pick<Store, 'settings' | 'patchSettings'>;
  /** Reads a language's strings. */
  readonly stringsOf: (language: Language) => Promise<Strings>;
  readonly onChange: () => void;
}

/** The language that the person chose, and the strings in it. */
export class ChosenLanguage {
  readonly #parts: ChosenLanguageParts;
  #strings: { readonly language: Language; readonly strings: Strings } | null = null;

  constructor(parts: ChosenLanguageParts) {
    this.#parts = parts;
  }

  async choice(): Promise<LanguageChoice> {
    return (await this.#parts.store.settings()).language;
  }

  async choose(language: LanguageChoice): Promise<void> {
    await this.#parts.store.patchSettings({ language });
    this.#parts.onChange();
  }

  /** In the browser's language where the chosen one cannot be read. */
  async message(key: MessageKey, ...substitutions: string[]): Promise<string> {
    try {
      const strings = await this.#chosenStrings();
      if (strings) return fillString(strings, key, substitutions);
    } catch {
      // The store or the file is not to be had: a title in another language is better than none.
    }
    return browser.i18n.getMessage(key, substitutions);
  }

  async #chosenStrings(): Promise<Strings | null> {
    const language = await this.choice();
    if (language === 'system') return null;
    if (this.#strings?.language !== language) {
      this.#strings = { language, strings: await this.#parts.stringsOf(language) };
    }
    return this.#strings.strings;
  }
}
