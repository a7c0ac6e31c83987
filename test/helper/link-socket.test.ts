import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { AttachedBrowser } from '../../src/helper/agent/attached-browser.ts';
import { BrowserLink } from '../../src/helper/agent/browser-link.ts';
import { decodeFrame } from '../../src/link/binary-frames.ts';
import { CHROMIUM_EXTENSION_IDS } from '../../src/link/identity.ts';
import type { ToExtension } from '../../src/link/messages.ts';
import { linkSocketUrl } from '../../src/link/socket-path.ts';
import { systemClock } from '../../src/meek/clock.ts';

const ORIGIN = `chrome-extension://${CHROMIUM_EXTENSION_IDS[0]}`;

/** A browser that is attached and listens, as the extension sees it. */
async function listening() {
  const messages: ToExtension[] = [];
  const broken: string[] = [];
  const link = new BrowserLink((message) => messages.push(message), {
    onExchange: () => {},
    onBroken: () => broken.push('broken'),
  });
  const browser = new AttachedBrowser(systemClock, crypto.randomUUID());
  onTestFinished(() => browser.close());
  browser.attach(link);
  await browser.receive({ type: 'listen', preferredPort: 41_000 + (process.pid % 10_000) });
  const answer = messages.at(-1);
  if (answer?.type !== 'listening' || !answer.linkToken) throw new Error('It does not listen.');
  return { browser, link, messages, broken, port: answer.port, token: answer.linkToken };
}

/** Resolves with the socket, or with the HTTP status that refused it. */
function open(port: number, token: string, origin = ORIGIN): Promise<WebSocket | number> {
  const socket = new WebSocket(linkSocketUrl(port, token), { origin });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

test('the extension opens it with its Origin and the token, once', async () => {
  const { port, token, link } = await listening();
  expect(await open(port, token)).toBeInstanceOf(WebSocket);
  expect(link.token).toBeNull();
  expect(await open(port, token)).toBe(403);
});

test.each(['https://site.example', 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', ''])(
  'Origin “%s” is refused even with the token, and the token is not used up',
  async (origin) => {
    const { port, token } = await listening();
    expect(await open(port, token, origin)).toBe(403);
    expect(await open(port, token)).toBeInstanceOf(WebSocket);
  },
);

test('another token is refused', async () => {
  const { port } = await listening();
  expect(await open(port, '0'.repeat(64))).toBe(403);
});

test('frames go over it once it is open, after native messaging was told', async () => {
  const { port, token, link, messages } = await listening();
  const socket = (await open(port, token)) as WebSocket;
  const message = once(socket, 'message');
  link.pipes.open();
  const [data] = await message;
  expect(decodeFrame(data)).toMatchObject({ type: 'open', pipe: 1 });
  expect(messages.at(-1)).toEqual({ type: 'switch' });
});

test('when it is lost, the link is broken', async () => {
  const { port, token, broken } = await listening();
  const socket = (await open(port, token)) as WebSocket;
  socket.terminate();
  await expect.poll(() => broken).toEqual(['broken']);
});

test('a message that is no frame breaks the link', async () => {
  const { port, token, broken } = await listening();
  const socket = (await open(port, token)) as WebSocket;
  socket.send(Buffer.from('no'));
  await expect.poll(() => broken).toEqual(['broken']);
});
