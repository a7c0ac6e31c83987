import browser from 'webextension-polyfill';
import type en from '../../public/_locales/en/messages.json';

/** The name of a string in `public/_locales/`. */
export type MessageKey = keyof typeof en;

/** The string in the person's language, with its placeholders filled in order. */
export function message(key: MessageKey, ...substitutions: (string | number)[]): string {
  return browser.i18n.getMessage(key, substitutions.map(String));
}
