import { signal } from '@preact/signals';
import browser from 'webextension-polyfill';
import { fillString, type MessageKey, type Strings } from '../language/strings.ts';

export type { MessageKey } from '../language/strings.ts';

const chosen = signal<Strings | null>(null);

/** Speaks with these strings from now on; with `null`, in the browser's language. */
export function speak(strings: Strings | null): void {
  chosen.value = strings;
}

/**
 * The string in the person's language, with its placeholders filled in order. What was rendered
 * with it is rendered anew when the language changes.
 */
export function message(key: MessageKey, ...substitutions: (string | number)[]): string {
  const texts = substitutions.map(String);
  const strings = chosen.value;
  return strings ? fillString(strings, key, texts) : browser.i18n.getMessage(key, texts);
}
