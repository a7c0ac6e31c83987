import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type ClientHttp2Stream, connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  type CertificateAuthority,
  createAuthority,
  type PemPair,
} from '../../dev/certificates.ts';
import type { Sighting } from '../../dev/edge/sighting.ts';
import { type EdgeOptions, startEdge } from '../../dev/edge.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { overHttp1 } from './edge-clients.ts';

let authority: CertificateAuthority;
let certificate: PemPair;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.issue(['front.example']);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function startBefore(listener: RequestListener, options: Partial<EdgeOptions> = {}) {
  const origin = createServer(listener).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { port } = origin.address() as AddressInfo;
  const edge = await startEdge({
    fronts: { 'front.example': certificate },
    defaultCertificate: certificate,
    inners: { 'inner.example': new URL(`http://127.0.0.1:${port}`) },
    ...options,
  });
  cleanups.push(
    () => edge.close(),
    () => origin.close(),
    () => origin.closeAllConnections(),
  );
  return { edge, dial: { port: edge.port, ca: authority.certificatePem, front: 'front.example' } };
}

async function openStream(port: number): Promise<ClientHttp2Stream> {
  const session = connect(`https://front.example:${port}`, {
    host: '127.0.0.1',
    ca: authority.certificatePem,
    servername: 'front.example',
  });
  cleanups.unshift(() => session.destroy());
  return session.request({ ':method': 'POST', ':path': '/', ':authority': 'inner.example' });
}

test('streams both ways at the same time', async () => {
  const { dial } = await startBefore((request, response) => {
    response.writeHead(200);
    request.pipe(response);
  });
  const stream = await openStream(dial.port);
  for (const word of ['one', 'two', 'three']) {
    stream.write(word);
    const [chunk] = (await once(stream, 'data')) as [Buffer];
    expect(chunk.toString()).toBe(word);
  }
  stream.end();
});

test('shows the status before there is a body', async () => {
  const answered = Promise.withResolvers<ServerResponse>();
  const { dial } = await startBefore((_, response) => {
    response.flushHeaders();
    answered.resolve(response);
  });
  const stream = await openStream(dial.port);
  const [headers] = await once(stream, 'response');
  expect(headers[':status']).toBe(200);
  (await answered.promise).end();
});

test.each([false, true])('carries large bodies exactly (http1Only: %s)', async (http1Only) => {
  const { dial, edge } = await startBefore((request, response) => request.pipe(response), {
    http1Only,
  });
  const sent = pseudoRandomBytes(5_000_000);
  const received = http1Only
    ? (await overHttp1(dial, { method: 'POST', headers: { host: 'inner.example' } }, sent)).body
    : await buffer((await openStream(dial.port)).end(sent));
  expect(received.equals(sent)).toBe(true);
  expect(edge.seen[0]).toMatchObject({ requestBytes: sent.length, responseBytes: sent.length });
});

test('an origin that breaks off breaks the answer off', async () => {
  const { dial } = await startBefore((_, response) => {
    response.write('half', () => response.destroy());
  });
  const stream = await openStream(dial.port);
  stream.end();
  await expect(buffer(stream)).rejects.toThrow();
  const headers = { host: 'inner.example' };
  await expect(overHttp1(dial, { method: 'POST', headers })).rejects.toThrow();
});

test('a client that goes away ends the request at the origin', async () => {
  const arrived = Promise.withResolvers<IncomingMessage>();
  const { dial } = await startBefore((request) => arrived.resolve(request));
  const stream = await openStream(dial.port);
  stream.write('up');
  const request = await arrived.promise;
  const closed = once(request.socket, 'close');
  stream.close();
  await closed;
});

test('a silent origin is a 504', async () => {
  const { dial } = await startBefore(() => {}, { originTimeoutMs: 50 });
  const headers = { host: 'inner.example' };
  const answer = await overHttp1(dial, { method: 'POST', headers }, 'up');
  expect(answer.status).toBe(504);
  expect(answer.headers['content-type']).toMatch(/^text\/html/);
});

test('keeps its connections to the origin', async () => {
  const ports = new Set<number | undefined>();
  const { dial } = await startBefore((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  for (let count = 0; count < 3; count += 1) {
    await overHttp1(dial, { method: 'POST', headers: { host: 'inner.example' } }, 'up');
  }
  expect(ports.size).toBe(1);
});

test('reports a request once it is over', async () => {
  const onRequest = vi.fn<(sighting: Sighting) => void>();
  const { dial } = await startBefore((_, response) => response.end('down'), { onRequest });
  await overHttp1(dial, { method: 'POST', headers: { host: 'inner.example' } }, 'up');
  await vi.waitFor(() => expect(onRequest).toHaveBeenCalledOnce());
  expect(onRequest.mock.calls[0]?.[0]).toMatchObject({ requestBytes: 2, responseBytes: 4 });
});

test('closes while requests are going on', async () => {
  const arrived = Promise.withResolvers<void>();
  const { edge, dial } = await startBefore(() => arrived.resolve());
  const stream = await openStream(dial.port);
  const gone = once(stream, 'close');
  stream.on('error', () => {});
  await arrived.promise;
  await edge.close();
  await gone;
});
