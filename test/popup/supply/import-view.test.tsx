import { gzipSync } from 'node:zlib';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../src/background/messages.ts';
import { exportLink } from '../../../src/meek/fronts/export/link.ts';
import { message } from '../../../src/popup/messages.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf, type } from '../open-popup.tsx';
import { aSnapshot, HOME, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
  fakeBrowser.extension.getViews.mockReturnValue([]);
});
afterEach(closePopup);

const front = (host: string) => ({ host, port: 443, technique: 'auto' as const });
const OTHER = {
  ...HOME,
  id: '3f1c2d4e-0000-4000-8000-000000000003',
  innerHost: 'other.example',
  fronts: [front('edge.example')],
};
const subscription = {
  urls: ['https://lists.example/harbour.json'],
  publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
};

async function linkTo(innerHost: string, withList = false): Promise<string> {
  const { id, ...home } = HOME;
  const server = { ...home, innerHost, name: 'Harbour', token: 'secret', options: {} };
  const more = withList ? { subscription } : {};
  const profile = { ...server, ...more, fronts: [front('new.example')] };
  return (await exportLink(profile, { withSecrets: true })).text;
}

async function openImport(changes: Partial<Snapshot> = {}) {
  const popup = await openPopup(aSnapshot(changes), 'fronts');
  await click(buttonNamed(message('import_open')));
  return popup;
}

/** Pastes a text, and waits until it has been read. */
async function preview(text: string): Promise<void> {
  await type('#import-text', text);
  await click(buttonNamed(message('import_read')));
  await untilRead();
}

const untilRead = () => vi.waitFor(() => find('.preview, main .refusal'), { interval: 1 });

async function save(): Promise<void> {
  await click(buttonNamed(message('save')));
  // Until what was asked and what was stored has come back.
  await act(async () => {});
}
const facts = () =>
  [...document.querySelectorAll('.facts dd')].map(({ textContent }) => textContent);

describe('a link to a server that is not known', () => {
  test('shows the server and its fronts, and is stored when confirmed', async () => {
    const { model, send } = await openImport();
    await preview(await linkTo('harbour.example'));
    expect(facts()).toEqual(['Harbour', 'harbour.example', '/', message('fact_present')]);
    expect(textOf('.preview')).toContain(message('import_added', 1));
    expect(textOf('.preview')).toContain('new.example');
    expect(textOf('.preview')).not.toContain('secret');
    expect(send).not.toHaveBeenCalled();

    await save();
    expect(fakeBrowser.permissions.request).toHaveBeenCalledExactlyOnceWith({
      origins: ['https://new.example/*', 'http://harbour.example/*', 'https://harbour.example/*'],
      permissions: ['privacy', 'nativeMessaging'],
    });
    const { path, upstream } = HOME;
    expect(send).toHaveBeenCalledExactlyOnceWith({
      type: 'confirm-import',
      into: {
        server: {
          ...{ name: 'Harbour', innerHost: 'harbour.example', path, token: 'secret', upstream },
          ...{ serverPin: null, options: {} },
        },
      },
      fronts: [front('new.example')],
      subscription: null,
    });
    expect(model.view.value).toBe('fronts');
  });

  test('is stored before the browser was answered while the tunnel is off', async () => {
    fakeBrowser.permissions.request.mockReturnValue(new Promise(() => {}));
    const { send, importing } = await openImport();
    await preview(await linkTo('harbour.example'));
    await save();
    expect(send).toHaveBeenCalledOnce();
    expect(importing.text.value).toBe('');
  });

  test('is stored after a yes while the tunnel is on, which needs no more of the helper', async () => {
    fakeBrowser.permissions.request.mockReturnValue(new Promise(() => {}));
    const { send } = await openImport({ state: ON });
    await preview(await linkTo('harbour.example'));
    await save();
    expect(send).not.toHaveBeenCalled();
    const asked = fakeBrowser.permissions.request.mock.calls[0]?.[0];
    expect(asked?.permissions).toEqual(['privacy']);
  });

  test('is stored without the permission, too, and says what that means', async () => {
    fakeBrowser.permissions.request.mockResolvedValue(false);
    const { send } = await openImport();
    await preview(await linkTo('harbour.example'));
    await save();
    expect(send).toHaveBeenCalledOnce();
  });

  test('that subscribes says so, and asks for any site', async () => {
    const { send } = await openImport();
    await preview(await linkTo('harbour.example', true));
    expect(textOf('.preview')).toContain(message('import_subscribes'));
    expect(textOf('.preview')).toContain(subscription.urls[0]);
    await save();
    const [[asked]] = fakeBrowser.permissions.request.mock.calls as [[{ origins: string[] }]];
    expect(asked.origins).toContain('https://*/*');
    expect(send).toHaveBeenCalledWith(expect.objectContaining({ subscription }));
  });

  test('goes to a profile that is there only for its fronts, when that is chosen', async () => {
    const { send } = await openImport();
    await preview(await linkTo('harbour.example', true));
    await choose(HOME.id);
    expect(textOf('.preview')).toContain(message('import_server_not_taken'));
    expect(textOf('.preview')).not.toContain(message('import_subscribes'));
    await save();
    expect(send).toHaveBeenCalledExactlyOnceWith({
      type: 'confirm-import',
      into: { profileId: HOME.id },
      fronts: [{ ...front('new.example'), innerHost: 'harbour.example' }],
      subscription: null,
    });
  });
});

test('a link to a server that is known is for its profile', async () => {
  const { send } = await openImport();
  await preview(await linkTo(HOME.innerHost));
  expect(find<HTMLSelectElement>('#import-target').value).toBe(HOME.id);
  await save();
  expect(send).toHaveBeenCalledWith(expect.objectContaining({ into: { profileId: HOME.id } }));
});

test('fronts without a server go to the profile in use, or another that is chosen', async () => {
  const { send } = await openImport({ profiles: [HOME, OTHER], chosenProfileId: OTHER.id });
  await preview('new.example\ncdn.example');
  expect(find<HTMLSelectElement>('#import-target').value).toBe(OTHER.id);
  expect(textOf('.preview')).not.toContain(message('import_unchanged', 1));
  await choose(HOME.id);
  expect(textOf('.preview')).toContain(message('import_unchanged', 1));
  await save();
  expect(send).toHaveBeenCalledExactlyOnceWith({
    type: 'confirm-import',
    into: { profileId: HOME.id },
    fronts: [front('new.example')],
    subscription: null,
  });
});

test('fronts without a server cannot be stored where there is no profile', async () => {
  await openImport({ profiles: [], chosenProfileId: null });
  await preview('new.example');
  expect(textOf('main .refusal')).toBe(message('import_needs_profile'));
  expect(() => buttonNamed(message('save'))).toThrow();
});

test('what holds nothing new cannot be saved', async () => {
  await openImport();
  await preview('cdn.example');
  expect(textOf('[role=status]')).toContain(message('import_nothing_new'));
  expect(() => buttonNamed(message('save'))).toThrow();
});

test('what holds nothing usable is told from what is known already', async () => {
  await openImport();
  await preview('Hello there!');
  expect(textOf('[role=status]')).toContain(message('import_nothing_usable'));
});

test('says which entries are refused, where they stand and why', async () => {
  await openImport();
  await preview('new.example\n192.0.2.1\nhttp://plain.example/');
  expect(textOf('.preview')).toContain(message('import_refused', 2));
  expect(textOf('.preview')).toMatch(/Line 2: It has no name.*Line 3: “\u2068?.*plain/);
});

test('shows what a front was and would be', async () => {
  await openImport();
  const fronts = [{ host: 'cdn.example', provider: 'alpha' }];
  await preview(JSON.stringify({ format: 'frontage', version: 1, fronts }));
  expect(textOf('.preview del')).toBe('cdn.example');
  expect(textOf('.preview ins')).toBe('cdn.example · alpha');
});

test('a long list is shown by its beginning, and stored as a whole', async () => {
  const { send } = await openImport();
  await preview(Array.from({ length: 120 }, (_, index) => `h${index}.example`).join('\n'));
  expect(document.querySelectorAll('.preview li')).toHaveLength(51);
  expect(textOf('.preview')).toContain(message('entries_more', 70));
  await save();
  const [[request]] = send.mock.calls as unknown as [[{ fronts: unknown[] }]];
  expect(request.fronts).toHaveLength(120);
});

test('a document that is refused says why, and can be mended', async () => {
  const { send } = await openImport();
  const link = await linkTo('harbour.example');
  await preview(link.slice(0, -1));
  expect(textOf('main .refusal')).toContain(message('import_damaged_link'));
  await preview(link);
  expect(textOf('.preview')).toContain('new.example');
  expect(send).not.toHaveBeenCalled();
});

test('what was typed after the preview is not what is stored', async () => {
  await openImport();
  await preview('new.example');
  await type('#import-text', 'other.example');
  expect(document.querySelector('.preview')).toBeNull();
  expect(() => buttonNamed(message('save'))).toThrow();
});

test('a refused permission stores nothing and loses nothing', async () => {
  fakeBrowser.permissions.request.mockResolvedValue(false);
  const { send } = await openImport();
  await preview('new.example');
  await save();
  expect(textOf('[role=alert]')).toBe(message('permission_refused'));
  expect(send).not.toHaveBeenCalled();
  expect(textOf('.preview')).toContain('new.example');
});

test('the browser is asked in the click itself, before anything is awaited', async () => {
  await openImport();
  await preview('new.example');
  buttonNamed(message('save')).click();
  expect(fakeBrowser.permissions.request).toHaveBeenCalledOnce();
});

test('an import that the background refuses stays', async () => {
  const { send } = await openImport();
  await preview('new.example');
  send.mockResolvedValue({ ok: false, error: 'PROFILE_FULL' });
  await save();
  expect(textOf('[role=alert]')).toContain(message('refused_profile_full'));
  expect(textOf('.preview')).toContain('new.example');
});

test('a packed file is read', async () => {
  await openImport();
  const input = find<HTMLInputElement>('input[type=file]');
  const file = new File([gzipSync('new.example\n')], 'fronts.txt.gz');
  Object.defineProperty(input, 'files', { value: [file] });
  input.dispatchEvent(new Event('change'));
  await untilRead();
  expect(textOf('.preview')).toContain('new.example');
});

test('in a popup, which a file dialog would close, a tab is opened for the file', async () => {
  fakeBrowser.extension.getViews.mockReturnValue([window]);
  const close = vi.spyOn(window, 'close').mockImplementation(() => {});
  await openImport();
  expect(document.querySelector('input[type=file]')).toBeNull();
  await click(buttonNamed(message('import_file_in_tab')));
  const url = 'chrome-extension://abc/src/popup/index.html#import';
  expect(fakeBrowser.tabs.create).toHaveBeenCalledExactlyOnceWith({ url });
  expect(close).toHaveBeenCalledOnce();
});

test('cancel forgets what was pasted', async () => {
  const { model, importing } = await openImport();
  await preview('new.example');
  await click(buttonNamed(message('cancel')));
  expect(importing.text.value).toBe('');
  expect(model.view.value).toBe('fronts');
});

/** Chooses the profile that the import is for, and waits until it has been read for that. */
async function choose(id: string): Promise<void> {
  const before = find('.preview').textContent;
  const select = find<HTMLSelectElement>('#import-target');
  select.value = id;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  const changed = () => expect(find('.preview').textContent).not.toBe(before);
  await vi.waitFor(changed, { interval: 1 });
}
