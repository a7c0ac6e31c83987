import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { message } from '../../src/popup/messages.ts';
import { fakeBrowser } from './fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf, type } from './open-popup.tsx';
import { aSnapshot, HOME } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
});
afterEach(closePopup);

async function openNewForm() {
  const popup = await openPopup(aSnapshot({ profiles: [], chosenProfileId: null }));
  await click(buttonNamed(message('first_by_hand')));
  return popup;
}

async function openEditForm() {
  const popup = await openPopup(aSnapshot());
  await click(buttonNamed(message('profile_edit')));
  return popup;
}

async function fillIn(): Promise<void> {
  await type('#name', ' Home ');
  await type('#innerHost', 'Inner.Example');
  await type('#fronts', 'cdn.example\n\nhttps://edge.example:8443/\ncdn.example');
}

const save = () => click(buttonNamed(message('save')));

test('saves a new profile, after asking for its hosts', async () => {
  const { model, send } = await openNewForm();
  await fillIn();
  await type('#path', '/meek/');
  await type('#token', 'secret');
  await click(find('label.choice:last-child input'));
  await save();
  expect(fakeBrowser.permissions.request).toHaveBeenCalledExactlyOnceWith({
    origins: [
      'https://cdn.example/*',
      'https://edge.example/*',
      'http://inner.example/*',
      'https://inner.example/*',
    ],
    permissions: ['privacy'],
  });
  expect(send).toHaveBeenCalledExactlyOnceWith({
    type: 'save-profile',
    profile: {
      id: null,
      name: 'Home',
      innerHost: 'inner.example',
      path: '/meek/',
      token: 'secret',
      serverPin: null,
      upstream: 'socks5',
      fronts: [
        { host: 'cdn.example', port: 443, technique: 'auto' },
        { host: 'edge.example', port: 8443, technique: 'auto' },
      ],
      options: {},
    },
  });
  expect(model.draft.value).toBeNull();
});

test('the browser is asked in the click itself, before anything is awaited', async () => {
  await openNewForm();
  await fillIn();
  buttonNamed(message('save')).click();
  expect(fakeBrowser.permissions.request).toHaveBeenCalledOnce();
});

test('editing keeps what the form does not show', async () => {
  const { send } = await openEditForm();
  await type('#name', 'Renamed');
  await save();
  expect(send).toHaveBeenCalledExactlyOnceWith({
    type: 'save-profile',
    profile: { ...HOME, name: 'Renamed' },
  });
});

test('editing keeps every front of a name that several stored fronts have', async () => {
  const [first] = HOME.fronts;
  if (!first) throw new RangeError('The profile has fronts.');
  const fronts = ['192.0.2.1', '192.0.2.2'].map((address) => ({ ...first, address }));
  const { send } = await openPopup(aSnapshot({ profiles: [{ ...HOME, fronts }] }));
  await click(buttonNamed(message('profile_edit')));
  await save();
  const profile = { ...HOME, fronts };
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'save-profile', profile });
});

test('says at each field what is wrong, and asks and sends nothing', async () => {
  const { send } = await openNewForm();
  await type('#innerHost', 'https://inner.example');
  await type('#path', 'meek');
  await type('#token', 'two words');
  await save();
  expect(textOf('#name-errors')).toBe(message('error_name'));
  expect(textOf('#innerHost-errors')).toBe(message('error_inner_host'));
  expect(textOf('#path-errors')).toBe(message('error_path'));
  expect(textOf('#token-errors')).toBe(message('error_token'));
  expect(textOf('#fronts-errors')).toBe(message('error_fronts_empty'));
  expect(find('#name').getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement?.id).toBe('name');
  expect(fakeBrowser.permissions.request).not.toHaveBeenCalled();
  expect(send).not.toHaveBeenCalled();
});

test('shows why a front is refused beside the number of its line', async () => {
  await openNewForm();
  await fillIn();
  await type('#fronts', 'cdn.example\n\n10.0.0.1\nbad host');
  await save();
  const lines = [...find('#fronts-errors').children].map(({ textContent }) => textContent);
  expect(lines).toEqual([
    expect.stringMatching(/^Line 3: .*address/),
    expect.stringMatching(/^Line 4: “bad host” is not/),
  ]);
  expect(find<HTMLTextAreaElement>('#fronts').value).toContain('bad host');
});

test('counts the refused lines when there are too many to read', async () => {
  await openNewForm();
  await fillIn();
  await type('#fronts', 'not a front\n'.repeat(40));
  await save();
  const lines = [...find('#fronts-errors').children].map(({ textContent }) => textContent);
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toBe(message('error_more_lines', 35));
});

test('a refused permission saves nothing and loses nothing', async () => {
  fakeBrowser.permissions.request.mockResolvedValue(false);
  const { send } = await openNewForm();
  await fillIn();
  await save();
  expect(textOf('[role=alert]')).toBe(message('permission_refused'));
  expect(send).not.toHaveBeenCalled();
  expect(find<HTMLInputElement>('#name').value).toBe(' Home ');
  expect(buttonNamed(message('save')).disabled).toBe(false);
});

test('a question that the browser cannot ask is shown, and the form can be saved again', async () => {
  fakeBrowser.permissions.request.mockRejectedValue(new Error('not in the manifest'));
  await openNewForm();
  await fillIn();
  await save();
  expect(textOf('[role=alert]')).toBe(message('permission_not_asked'));
  expect(buttonNamed(message('save')).disabled).toBe(false);
});

test('while the browser asks, it says so and does not save twice', async () => {
  const asking = Promise.withResolvers<boolean>();
  fakeBrowser.permissions.request.mockReturnValue(asking.promise);
  const { send } = await openNewForm();
  await fillIn();
  await save();
  expect(textOf('[role=status]')).toBe(message('permission_asking'));
  expect(buttonNamed(message('save')).disabled).toBe(true);
  await click(buttonNamed(message('cancel')));
  asking.resolve(true);
  await vi.waitFor(() => expect(document.querySelector('form')).toBeNull());
  expect(send).not.toHaveBeenCalled();
});

test('a save that the background refuses loses nothing', async () => {
  const { model, send } = await openNewForm();
  send.mockResolvedValue({ ok: false, error: 'STORAGE_UNAVAILABLE' });
  await fillIn();
  await save();
  expect(textOf('[role=alert]')).toBe(
    message('error_refused', message('refused_storage_unavailable')),
  );
  expect(model.draft.value).toMatchObject({ name: ' Home ' });
});

test('cancel forgets what was typed', async () => {
  const { model, send } = await openEditForm();
  await type('#name', 'Renamed');
  await click(buttonNamed(message('cancel')));
  expect(model.draft.value).toBeNull();
  expect(send).not.toHaveBeenCalled();
});

test('removes a profile only after asking', async () => {
  const { model, send } = await openEditForm();
  await click(buttonNamed(message('remove')));
  expect(send).not.toHaveBeenCalled();
  await click(buttonNamed(message('remove_keep')));
  await click(buttonNamed(message('remove')));
  await click(buttonNamed(message('remove')));
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'remove-profile', id: HOME.id });
  expect(model.draft.value).toBeNull();
});

test('keeps host names and secrets out of form histories', async () => {
  await openNewForm();
  const fields = document.querySelectorAll('input[type=text], textarea');
  expect(fields).toHaveLength(6);
  for (const field of fields) expect(field.getAttribute('autocomplete')).toBe('off');
});
