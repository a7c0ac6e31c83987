import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { Language } from './languages.ts';
import { Strings } from './strings.ts';

/** Reads a language's strings from the extension itself; nothing leaves the machine. */
export async function bundledStrings(language: Language): Promise<Strings> {
  const url = browser.runtime.getURL(`_locales/${language}/messages.json`);
  const response = await fetch(url);
  return v.parse(Strings, await response.json());
}
