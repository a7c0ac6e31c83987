import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manifestFor } from '../../dev/extension-manifest.ts';
import { readPage, tableRows } from './pages.ts';

const LOCALES = new URL('../../public/_locales/', import.meta.url);
/** Chrome Web Store's. */
const DESCRIPTION_LIMIT = 132;

test('the short description is the extension’s, in every language, and as short as stores want', () => {
  const rows = tableRows('docs/STORE.md', 'Short description');
  const shown = new Map(rows.map(([language, text]) => [language?.replaceAll('`', ''), text]));
  for (const language of readdirSync(LOCALES)) {
    const file = readFileSync(new URL(`${language}/messages.json`, LOCALES), 'utf8');
    const { message } = JSON.parse(file).extension_description;
    expect(shown.get(language)).toBe(message);
    expect(message.length).toBeLessThanOrEqual(DESCRIPTION_LIMIT);
  }
});

test('what Firefox is told is what the pages say', () => {
  const manifest = manifestFor('firefox');
  const { gecko } =
    'browser_specific_settings' in manifest ? manifest.browser_specific_settings : { gecko: null };
  for (const page of ['PRIVACY.md', 'docs/STORE.md']) {
    for (const kind of gecko?.data_collection_permissions.required ?? []) {
      expect(readPage(page), page).toContain(`\`${kind}\``);
    }
  }
});
