import { beforeEach, expect, test, vi } from 'vitest';
import { draftIn, keepDraft } from '../../src/popup/draft-keeper.ts';
import { EMPTY_DRAFT } from '../../src/popup/profile-draft.ts';
import { importTextIn, keepImportText } from '../../src/popup/supply/import-keeper.ts';
import { fakeBrowser } from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

let stored: Record<string, unknown>;

beforeEach(() => {
  stored = {};
  const { session } = fakeBrowser.storage;
  session.set.mockImplementation(async (items) => void Object.assign(stored, items));
  session.remove.mockImplementation(async (key) => void delete stored[key]);
});

const DRAFT = { ...EMPTY_DRAFT, name: 'Home', fronts: 'cdn.example\n10.0.0.1' };

test('a draft outlives the popup, right or wrong', async () => {
  await keepDraft(DRAFT);
  expect(draftIn(stored)).toEqual(DRAFT);
});

test('a saved or cancelled draft leaves nothing behind', async () => {
  await keepDraft(DRAFT);
  await keepDraft(null);
  expect(stored).toEqual({});
  expect(draftIn(stored)).toBeNull();
});

test('a draft of another version of the form is not taken', async () => {
  await keepDraft({ name: 'Home' } as never);
  expect(draftIn(stored)).toBeNull();
});

test('a pasted import outlives the popup, beside the draft, until it is done', async () => {
  await keepDraft(DRAFT);
  await keepImportText('cdn.example');
  expect(importTextIn(stored)).toBe('cdn.example');
  expect(draftIn(stored)).toEqual(DRAFT);
  await keepImportText('');
  expect(importTextIn(stored)).toBe('');
});

test('a pasted import that is too long to keep leaves no earlier one behind', async () => {
  await keepImportText('cdn.example');
  await keepImportText('x'.repeat(2 * 1024 * 1024));
  expect(stored).toEqual({});
});
