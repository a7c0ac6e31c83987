import { afterEach, expect, test, vi } from 'vitest';
import ru from '../../../public/_locales/ru/messages.json' with { type: 'json' };
import zh from '../../../public/_locales/zh_CN/messages.json' with { type: 'json' };
import { namesOfCapabilities } from '../../../src/popup/helper/facts-text.ts';
import { speak } from '../../../src/popup/messages.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

afterEach(() => speak(null));

test.each([
  ['ru', ru, ', '],
  ['zh_CN', zh, '、'],
])('in %s what the helper can do is told apart', (_, strings, separator) => {
  speak(strings);
  const names = [strings.capability_socks5.message, strings.capability_http_proxy.message];
  expect(namesOfCapabilities(['socks5', 'http-proxy', 'of-a-later-time'])).toContain(names[0]);
  expect(namesOfCapabilities(['socks5', 'http-proxy', 'edge-pins'])).toContain(
    names.join(separator),
  );
});
