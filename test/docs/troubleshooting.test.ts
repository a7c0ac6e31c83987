import { expect, test } from 'vitest';
import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import { SENTENCE_OF_REASON } from '../../src/popup/sentences.ts';
import { tableRows } from './pages.ts';

test('the README explains the sentence of each reason, and no other', () => {
  const [, ...rows] = tableRows('README.md', 'When something is wrong');
  const sentences = Object.values(SENTENCE_OF_REASON).map((key) => en[key].message);
  expect(rows.map(([sentence]) => sentence).sort()).toEqual(sentences.sort());
  for (const [, meaning, remedy] of rows) {
    expect(meaning).not.toBe('');
    expect(remedy).not.toBe('');
  }
});
