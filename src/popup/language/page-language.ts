import { message } from '../messages.ts';

/**
 * Tells the page which language it is written in, and in which direction.
 *
 * That is the language the strings were found in. The browser's own (`getUILanguage`,
 * `@@bidi_dir`) is another one when Frontage has no strings for it, or another was chosen.
 */
export function applyLanguage(page: HTMLElement): void {
  page.lang = message('language_tag');
  page.dir = message('text_direction');
}
