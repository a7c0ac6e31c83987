import jsQR from 'jsqr';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../src/background/messages.ts';
import { message } from '../../../src/popup/messages.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, HOME } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

const SECRET = 'correct-horse-battery';
const profile = { ...HOME, token: SECRET, options: {} };

afterEach(closePopup);
beforeEach(() => vi.restoreAllMocks());

async function openExport(changes: Partial<Snapshot> = {}) {
  const popup = await openPopup(aSnapshot({ profiles: [profile], ...changes }), 'fronts');
  await click(buttonNamed(message('export_open')));
  await untilExported(/./);
  return popup;
}

const exportedText = () => find<HTMLTextAreaElement>('main textarea').value;
const untilExported = (text: RegExp) =>
  vi.waitFor(() => expect(exportedText()).toMatch(text), { interval: 1 });

async function chooseFormat(format: string): Promise<void> {
  const select = find<HTMLSelectElement>('#export-format');
  select.value = format;
  await act(async () => {
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

test('a link is shown without the token, which is said to be left out', async () => {
  await openExport();
  expect(exportedText()).toMatch(/^frontage:\/\/inner\.example\?v=1&name=Home&front=/);
  expect(exportedText()).not.toContain(SECRET);
  expect(textOf('.entries')).toBe(
    `${message('export_left_out', 1)}token ${message('left_out_secret')}`,
  );
});

test('the token is in it when it is asked for', async () => {
  await openExport();
  await click(find('input[type=checkbox]'));
  await untilExported(new RegExp(SECRET));
  expect(document.querySelector('.entries')).toBeNull();
});

test('the QR code that is drawn is that of the link', async () => {
  await openExport();
  const size = Number(find('.qr-code').getAttribute('viewBox')?.split(' ')[2]);
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  const path = find('.qr-code path').getAttribute('d') ?? '';
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h/g)) {
    pixels.fill(0, (Number(y) * size + Number(x)) * 4, (Number(y) * size + Number(x)) * 4 + 3);
  }
  // jsQR wants several pixels for each module.
  expect(jsQR(...enlarged(pixels, size, 4))?.data).toBe(exportedText());
});

test('a subscription is passed on, and its list is not', async () => {
  const urls = ['https://lists.example/harbour.json'];
  const publicKey = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
  await openExport({
    subscriptions: [
      {
        ...{
          profileId: HOME.id,
          urls,
          publicKey,
          mayFetchDirectly: true,
          progress: 'idle',
          way: 'tunnel',
        },
        ...{ list: { number: 3, fronts: 9, expiresAtMs: 1 }, last: null },
      },
    ],
  });
  await chooseFormat('json');
  await untilExported(/"format": "frontage"/);
  expect(JSON.parse(exportedText())).toMatchObject({
    subscription: { urls, publicKey },
    fronts: [{ host: 'cdn.example' }, { host: 'edge.example' }],
  });
  expect(document.querySelector('.qr-code')).toBeNull();
});

test('a format that holds no secrets does not ask for them, and says what it cannot hold', async () => {
  await openExport();
  await chooseFormat('front-inner');
  await untilExported(/^cdn\.example inner\.example\nedge\.example:8443 inner\.example\n$/);
  expect(document.querySelector('input[type=checkbox]')).toBeNull();
  expect(textOf('.entries')).toContain(message('left_out_not_expressible'));
});

test('a format that can hold none of it says so', async () => {
  const fronts = [{ host: 'cdn.example', port: 443, technique: 'auto' as const, sni: null }];
  await openPopup(aSnapshot({ profiles: [{ ...profile, fronts }] }), 'fronts');
  await click(buttonNamed(message('export_open')));
  await chooseFormat('front-list');
  await vi.waitFor(() => expect(textOf('main')).toContain(message('export_empty')));
});

test('is copied', async () => {
  const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await openExport();
  await click(buttonNamed(message('copy')));
  expect(writeText).toHaveBeenCalledExactlyOnceWith(exportedText());
  expect(buttonNamed(message('copied'))).toBeTruthy();
});

test('is saved as a file that holds the same', async () => {
  const made = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  await openExport();
  await click(buttonNamed(message('export_save')));
  expect(clicked).toHaveBeenCalledOnce();
  const [[blob]] = made.mock.calls as [[Blob]];
  expect(await blob.text()).toBe(exportedText());
});

function enlarged(
  pixels: Uint8ClampedArray,
  size: number,
  times: number,
): [Uint8ClampedArray, number, number] {
  const side = size * times;
  const large = new Uint8ClampedArray(side * side * 4);
  for (let at = 0; at < side * side; at++) {
    const [x, y] = [at % side, Math.floor(at / side)];
    const from = (Math.floor(y / times) * size + Math.floor(x / times)) * 4;
    large.set(pixels.subarray(from, from + 4), at * 4);
  }
  return [large, side, side];
}
