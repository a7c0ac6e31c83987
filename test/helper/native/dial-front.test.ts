import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createAuthority } from '../../../dev/certificates.ts';
import { freePort } from '../../../dev/ports.ts';
import { ANY_HTTP, dialFront } from '../../../src/helper/native/dial-front.ts';
import { systemClock } from '../../../src/meek/clock.ts';
import { Front } from '../../../src/meek/fronts/front.ts';
import { spkiPinOf } from '../../../src/tunnel/spki-pin.ts';
import { parseClientHello, SERVER_NAME } from '../../client-hello/parse.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { AnEdge } from './an-edge.ts';
import { listenForHello } from './client-hello.ts';
import { forgeChain, pinOf } from './forged-chain.ts';

const never = new AbortController().signal;

function dial(details: object, trustedCaPem?: string, clock = systemClock as typeof systemClock) {
  const front = v.parse(Front, { host: 'cdn.example', address: '127.0.0.1', ...details });
  return dialFront(front, { clock, signal: never, protocols: ANY_HTTP, trustedCaPem });
}

async function helloOf(details: object): Promise<ReadonlyMap<number, Buffer>> {
  const { port, record } = await listenForHello();
  await expect(dial({ port, ...details })).rejects.toThrow();
  return parseClientHello(await record).extensions;
}

describe('the ClientHello names', () => {
  test('the front', async () => {
    const extensions = await helloOf({});
    expect(extensions.get(SERVER_NAME)?.toString('latin1')).toContain('cdn.example');
  });

  test('another name, and the front nowhere', async () => {
    const { port, record } = await listenForHello();
    await expect(dial({ port, sni: 'decoy.example' })).rejects.toThrow();
    const bytes = (await record).toString('latin1');
    expect(bytes).toContain('decoy.example');
    expect(bytes).not.toContain('cdn.example');
  });

  test('nobody: there is no extension for it, and no name anywhere', async () => {
    const { port, record } = await listenForHello();
    await expect(dial({ port, sni: null, verifyHost: 'other.example' })).rejects.toThrow();
    const bytes = await record;
    const { extensions } = parseClientHello(bytes);
    expect(extensions.has(SERVER_NAME)).toBe(false);
    expect(extensions.size).toBeGreaterThan(5);
    expect(bytes.toString('latin1')).not.toContain('example');
  });
});

describe('the certificate', () => {
  test.each([
    ['for the front', {}],
    [
      'for the name to verify, under another SNI',
      { host: 'x.example', sni: 'cdn.example', verifyHost: 'cdn.example' },
    ],
    ['of the default, without SNI', { sni: null, verifyHost: 'default.example' }],
  ])('is taken: %s', async (_what, details) => {
    const { edge, caPem } = await AnEdge.start();
    const socket = await dial({ port: edge.port, ...details }, caPem);
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  test.each([
    ['for another name than the front', { host: 'other.example' }],
    ['for the front, but not for the name to verify', { verifyHost: 'other.example' }],
    ['of the default, without SNI', { sni: null }],
    ['for the SNI, but not for the front', { host: 'other.example', sni: 'cdn.example' }],
  ])('is refused: %s', async (_what, details) => {
    const { edge, caPem } = await AnEdge.start();
    const dialling = dial({ port: edge.port, ...details }, caPem);
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_TLS_NAME_MISMATCH' });
    expect(edge.seen).toEqual([]);
  });

  test('is refused when no trusted authority signed it, whatever the environment says', async () => {
    const { edge } = await AnEdge.start();
    const { certificatePem } = await createAuthority('Another');
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const dialling = dial({ port: edge.port }, certificatePem);
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_TLS_UNTRUSTED' });
  });
});

describe('pins', () => {
  test('of the certificate, or of an authority above it, are found', async () => {
    const { edge, caPem } = await AnEdge.start();
    const first = await dial({ port: edge.port }, caPem);
    const leafPin = spkiPinOf(first.getPeerX509Certificate()?.publicKey as never);
    first.destroy();
    for (const pin of [leafPin, pinOf(caPem)]) {
      const other = pinOf((await createAuthority()).certificatePem);
      (await dial({ port: edge.port, pins: [other, pin] }, caPem)).destroy();
    }
  });

  test('of others are an error of their own', async () => {
    const { edge, caPem } = await AnEdge.start();
    const pins = [pinOf((await createAuthority()).certificatePem)];
    const dialling = dial({ port: edge.port, pins }, caPem);
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_TLS_PIN_MISMATCH' });
  });

  test('are not found in certificates that were only sent along', async () => {
    const { key, cert, trustedCaPem, pinnedCaPem } = await forgeChain('cdn.example');
    const server = createTlsServer({ key, cert }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    // Without pins it is a good certificate.
    (await dial({ port }, trustedCaPem)).destroy();
    const dialling = dial({ port, pins: [pinOf(pinnedCaPem)] }, trustedCaPem);
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_TLS_PIN_MISMATCH' });
  });
});

describe('the layer that fails is named', () => {
  async function listen(onSocket: (socket: Socket) => void): Promise<number> {
    const sockets: Socket[] = [];
    const server = createTcpServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      onSocket(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return (server.address() as AddressInfo).port;
  }

  test('the name', async () => {
    const dialling = dial({ host: 'does-not-exist.invalid', address: undefined, port: 443 });
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_NAME_NOT_RESOLVED' });
  });

  test('TCP', async () => {
    const dialling = dial({ port: await freePort() });
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_TCP_FAILED' });
  });

  test('a reset after the ClientHello', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await expect(dial({ port })).rejects.toMatchObject({ code: 'DIAL_TLS_RESET' });
  });

  test('an end after the ClientHello', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.end()));
    await expect(dial({ port })).rejects.toMatchObject({ code: 'DIAL_TLS_RESET' });
  });

  test('something that is not TLS', async () => {
    const port = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(dial({ port })).rejects.toMatchObject({ code: 'DIAL_TLS_FAILED' });
  });

  test('silence after the ClientHello', async () => {
    const clock = new ManualClock();
    const heard = Promise.withResolvers<void>();
    const port = await listen((socket) => socket.once('data', () => heard.resolve()));
    const dialling = dial({ port }, undefined, clock);
    dialling.catch(() => {});
    await heard.promise;
    clock.advance(60_000);
    await expect(dialling).rejects.toMatchObject({ code: 'DIAL_TLS_TIMEOUT' });
  });

  test('none, when it was called off', async () => {
    const port = await listen(() => {});
    const front = v.parse(Front, { host: 'cdn.example', address: '127.0.0.1', port });
    const signal = AbortSignal.abort(new Error('called off'));
    const dialling = dialFront(front, { clock: systemClock, signal, protocols: ANY_HTTP });
    await expect(dialling).rejects.toThrow('called off');
  });
});
