import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/meek/clock.ts';
import { deferredDuplexPair } from '../../../src/server/builtin/duplex-pair.ts';
import { H2Tunnel } from '../../../src/tunnel/h2-tunnel.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { startEcho } from '../../server/tcp-servers.ts';
import { readExactly, write } from './pipe-ends.ts';
import { identityPem, openTunnel, PIN, pipeOf, TOKEN } from './tunnel-under-test.ts';

const OTHER_PIN = Buffer.alloc(32, 7).toString('base64');
const options = { pin: PIN, token: TOKEN, clock: systemClock };

/** What answers in the server's place; `far` is its end of the pipe. */
function inPlaceOfTheServer(): { near: Duplex; far: Duplex } {
  const [near, far] = deferredDuplexPair();
  for (const stream of [near, far]) stream.on('error', () => {});
  return { near, far };
}

/** A TLS server with the server's own key, and what a client says in it. */
function tlsServer(maxVersion: SecureVersion = 'TLSv1.3', protocol = 'h2') {
  const { near, far } = inPlaceOfTheServer();
  const socket = new TLSSocket(far, {
    isServer: true,
    secureContext: createSecureContext({
      key: identityPem,
      cert: identityPem,
      maxVersion,
    }),
    ALPNProtocols: [protocol],
  });
  const heard: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => heard.push(chunk));
  socket.on('error', () => {});
  return { near, socket, heard };
}

describe('the server’s key', () => {
  test('that is not the pinned one ends the tunnel before a byte of ours', async () => {
    const { near, socket, heard } = tlsServer();
    const over = once(socket, 'close');
    const tunnel = H2Tunnel.open(pipeOf(near), { ...options, pin: OTHER_PIN });
    await expect(tunnel).rejects.toMatchObject({ code: 'TUNNEL_WRONG_PIN' });
    await over;
    expect(near.destroyed).toBe(true);
    expect(heard).toEqual([]);
  });

  test('is asked for without a name', async () => {
    const { near, socket } = tlsServer();
    const tunnel = H2Tunnel.open(pipeOf(near), options);
    await once(socket, 'secure');
    expect(socket).toMatchObject({ servername: false, encrypted: true });
    expect(socket.getProtocol()).toBe('TLSv1.3');
    expect(socket.isSessionReused()).toBe(false);
    (await tunnel).close();
  });
});

describe('what is no tunnel is TUNNEL_HANDSHAKE', () => {
  test.each([
    ['TLS 1.2', 'TLSv1.2', 'h2'],
    ['TLS without HTTP/2', 'TLSv1.3', 'http/1.1'],
  ] as const)('%s', async (_what, maxVersion, protocol) => {
    const { near } = tlsServer(maxVersion, protocol);
    const tunnel = H2Tunnel.open(pipeOf(near), options);
    await expect(tunnel).rejects.toMatchObject({ code: 'TUNNEL_HANDSHAKE' });
  });

  test('another protocol', async () => {
    const { near, far } = inPlaceOfTheServer();
    far.once('data', () => far.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const tunnel = H2Tunnel.open(pipeOf(near), options);
    await expect(tunnel).rejects.toMatchObject({ code: 'TUNNEL_HANDSHAKE' });
    await expect.poll(() => near.destroyed).toBe(true);
  });

  test('silence, for 30 s', async () => {
    const { near, far } = inPlaceOfTheServer();
    const clock = new ManualClock();
    const tunnel = H2Tunnel.open(pipeOf(near), { ...options, clock });
    await once(far, 'readable');
    clock.advance(30_000);
    await expect(tunnel).rejects.toMatchObject({ code: 'TUNNEL_HANDSHAKE' });
    expect(clock.scheduledCount).toBe(0);
  });
});

test('a pipe that ends is TUNNEL_LOST', async () => {
  const { near, far } = inPlaceOfTheServer();
  far.once('data', () => far.end());
  await expect(H2Tunnel.open(pipeOf(near), options)).rejects.toMatchObject({ code: 'TUNNEL_LOST' });
  await expect.poll(() => near.destroyed).toBe(true);
});

test('a pipe that breaks says why itself', async () => {
  const { near, far } = inPlaceOfTheServer();
  const broken = Object.assign(new Error('the session is lost'), { code: 'MEEK_SESSION_LOST' });
  far.once('data', () => near.destroy(broken));
  const tunnel = H2Tunnel.open(pipeOf(near), options);
  await expect(tunnel).rejects.toMatchObject({ code: 'MEEK_SESSION_LOST' });
});

test('a handshake that is called off gives the pipe up', async () => {
  const { near, far } = inPlaceOfTheServer();
  const caller = new AbortController();
  const tunnel = H2Tunnel.open(pipeOf(near), { ...options, signal: caller.signal });
  await once(far, 'readable');
  caller.abort(new Error('switched off'));
  await expect(tunnel).rejects.toThrow('switched off');
  await expect.poll(() => near.destroyed).toBe(true);
});

describe('the token', () => {
  test.each([
    ['another one', 'wrong'],
    ['a part of it', TOKEN.slice(0, -1)],
    ['none', null],
  ])('%s is refused by its own code', async (_what, clientToken) => {
    const { tunnel } = await openTunnel({ clientToken });
    const dial = tunnel.dial({ host: '127.0.0.1', port: 80 });
    await expect(dial).rejects.toMatchObject({ code: 'TUNNEL_TOKEN_REFUSED' });
  });

  test('does not matter to a server that has none', async () => {
    const echo = await startEcho();
    const { tunnel } = await openTunnel({ token: '', clientToken: 'whatever' });
    await tunnel.dial({ host: '127.0.0.1', port: echo.port });
  });
});

test('what passes over the pipe shows neither name, token nor content', async () => {
  const echo = await startEcho();
  const { tunnel, sent, received } = await openTunnel();
  const pipe = await tunnel.dial({ host: 'secret.localhost.example', port: echo.port });
  await write(pipe, 'the content of a page');
  await readExactly(pipe, 21);
  const transcript = Buffer.concat([...sent, ...received]).toString('latin1');
  expect(transcript.length).toBeGreaterThan(1_000);
  for (const secret of ['secret', 'example', TOKEN, 'content of a page', 'frontage']) {
    expect(transcript).not.toContain(secret);
  }
});
