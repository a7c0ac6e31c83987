import { afterEach, expect, test, vi } from 'vitest';
import { message } from '../../../src/popup/messages.ts';
import { buttonNamed, click, closePopup, find, openPopup } from '../open-popup.tsx';
import { aSnapshot } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

afterEach(closePopup);

async function press(name: string): Promise<void> {
  buttonNamed(name).focus();
  await click(buttonNamed(name));
}

test('the focus goes to the view that was gone to, which says its name', async () => {
  await openPopup(aSnapshot());
  expect(document.activeElement).toBe(document.body);
  await press(message('view_fronts'));
  expect(document.activeElement).toBe(find('main'));
  expect(find('main').getAttribute('aria-label')).toBe(message('view_fronts'));
});

test('a form has its first field in focus, and gives the focus back to what opened it', async () => {
  await openPopup(aSnapshot());
  await press(message('profile_edit'));
  expect(document.activeElement).toBe(find('#name'));
  await press(message('cancel'));
  expect(document.activeElement).toBe(find('#profile-edit'));
});

test('so has the import', async () => {
  await openPopup(aSnapshot(), 'fronts');
  await press(message('import_open'));
  expect(document.activeElement).toBe(find('textarea'));
  await press(message('cancel'));
  expect(document.activeElement).toBe(find('#supply-import'));
});

test('where what opened it is gone, the focus goes to the view', async () => {
  const { model } = await openPopup(aSnapshot({ profiles: [], chosenProfileId: null }));
  await press(message('first_by_hand'));
  model.hear(aSnapshot());
  await press(message('cancel'));
  expect(document.activeElement).toBe(find('main'));
});
