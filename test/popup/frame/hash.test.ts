import { expect, test, vi } from 'vitest';
import { followHash } from '../../../src/popup/frame/hash.ts';
import { PopupModel } from '../../../src/popup/popup-model.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

test('the hash and the view follow each other', () => {
  const model = new PopupModel(async () => null);
  followHash(model);
  expect(location.hash).toBe('');
  model.show('fronts');
  expect(location.hash).toBe('#fronts');
  location.hash = '#settings';
  dispatchEvent(new Event('hashchange'));
  expect(model.view.value).toBe('settings');
  location.hash = '';
  dispatchEvent(new Event('hashchange'));
  expect(model.view.value).toBe('tunnel');
  location.hash = '#settings';
  dispatchEvent(new Event('hashchange'));
  location.hash = '#elsewhere';
  dispatchEvent(new Event('hashchange'));
  expect(model.view.value).toBe('settings');
});
