import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { message } from '../../src/popup/messages.ts';
import { EMPTY_DRAFT } from '../../src/popup/profile-draft.ts';
import { fakeBrowser, ports } from './fake-browser.ts';
import { buttonNamed, click, find, textOf, type } from './open-popup.tsx';
import { aSnapshot } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

test('paints at once, follows the background, and keeps what was begun', async () => {
  const draft = Promise.withResolvers<Record<string, unknown>>();
  const { session } = fakeBrowser.storage;
  session.get.mockReturnValue(draft.promise);
  session.set.mockResolvedValue();
  session.remove.mockResolvedValue();
  fakeBrowser.runtime.sendMessage.mockResolvedValue(undefined);

  // What the page shows before the script has run.
  document.body.innerHTML = '<div class="skeleton"></div>';
  const main = import('../../src/popup/main.tsx');
  await vi.waitFor(() => expect(textOf('[role=status]')).toBe(message('status_waiting')));
  expect(document.querySelector('.skeleton')).toBeNull();
  expect(document.documentElement.lang).toBe('en');
  expect(document.documentElement.dir).toBe('ltr');

  // The worker is spoken to only after the first frame.
  await vi.waitFor(() => expect(ports).toHaveLength(1));
  await act(() => ports[0]?.push(aSnapshot()));
  expect(textOf('[role=status]')).toBe(message('status_off'));

  await act(async () => {
    draft.resolve({
      'profile-draft': { ...EMPTY_DRAFT, name: 'Half a na' },
      'import-text': 'cdn.exa',
    });
    await main;
  });
  expect(find<HTMLInputElement>('#name').value).toBe('Half a na');

  await type('#name', 'Half a name');
  expect(session.set).toHaveBeenLastCalledWith({
    'profile-draft': { ...EMPTY_DRAFT, name: 'Half a name' },
  });

  await click(buttonNamed(message('cancel')));
  expect(find<HTMLTextAreaElement>('#import-text').value).toBe('cdn.exa');
  await type('#import-text', 'cdn.example');
  expect(session.set).toHaveBeenLastCalledWith({ 'import-text': 'cdn.example' });
});
