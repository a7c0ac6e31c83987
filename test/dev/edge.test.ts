import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect, type PeerCertificate } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CertificateAuthority, createAuthority } from '../../dev/certificates.ts';
import { type Edge, type EdgeOptions, startEdge } from '../../dev/edge.ts';
import { freePort } from '../../dev/ports.ts';
import { Header, MARKER_VALUE } from '../../src/meek/v1/wire.ts';
import { type Dial, overHttp1, overHttp2 } from './edge-clients.ts';

interface Echo {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let authority: CertificateAuthority;
let origin: Server;
let edge: Edge;
let dial: Dial;

beforeAll(async () => {
  authority = await createAuthority();
  origin = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const echo: Echo = { method, path, headers, body: await text(request) };
    response.writeHead(200, {
      [Header.marker]: MARKER_VALUE,
      Connection: 'X-Hop',
      'X-Hop': 'dropped',
    });
    response.end(JSON.stringify(echo));
  });
  origin.listen(0, '127.0.0.1');
  await once(origin, 'listening');
  edge = await startEdge(await options());
  dial = { port: edge.port, ca: authority.certificatePem, front: 'front.example' };
});

afterAll(async () => {
  await edge.close();
  origin.close();
});

async function options(): Promise<EdgeOptions> {
  const { port } = origin.address() as AddressInfo;
  return {
    fronts: {
      'front.example': await authority.issue(['front.example']),
      'second.example': await authority.issue(['second.example']),
    },
    defaultCertificate: await authority.issue(['default.example']),
    inners: {
      'Inner.example': new URL(`http://127.0.0.1:${port}`),
      'down.example': new URL(`http://127.0.0.1:${await freePort()}`),
    },
  };
}

function echoOf({ body }: { body: Buffer }): Echo {
  return JSON.parse(body.toString());
}

const POST = { method: 'POST', path: '/x?y=1' } as const;
const H2_POST = { ':method': 'POST', ':path': '/x?y=1' } as const;

describe('reaches the origin of the inner host', () => {
  test('over HTTP/1.1 by Host', async () => {
    const answer = await overHttp1(dial, { ...POST, headers: { host: 'inner.example' } }, 'up');
    expect(answer.headers).toMatchObject({ [Header.marker.toLowerCase()]: MARKER_VALUE });
    expect(echoOf(answer)).toMatchObject({ method: 'POST', path: '/x?y=1', body: 'up' });
    expect(edge.seen.at(-1)).toMatchObject({
      sni: 'front.example',
      httpVersion: '1.1',
      authority: 'inner.example',
      scheme: 'https',
      routedTo: 'origin',
      status: 200,
      requestBytes: 2,
      responseBytes: answer.body.length,
    });
  });

  test('over HTTP/1.1 by an absolute-form target, whatever Host says', async () => {
    const request = { ...POST, path: 'http://inner.example/x?y=1' };
    const headers = { host: 'front.example', 'proxy-connection': 'keep-alive' };
    const echo = echoOf(await overHttp1(dial, { ...request, headers }, 'up'));
    expect(echo).toMatchObject({ path: '/x?y=1', body: 'up' });
    expect(echo.headers).toMatchObject({ host: 'inner.example' });
    expect(echo.headers).not.toHaveProperty('proxy-connection');
  });

  test('over HTTP/1.1 by an absolute-form target without a path', async () => {
    const request = { method: 'POST', path: 'http://inner.example?y=1' };
    expect(echoOf(await overHttp1(dial, request))).toMatchObject({ path: '/?y=1' });
  });

  test.each(['https', 'http'])('over HTTP/2 by :authority, with :scheme %s', async (scheme) => {
    const pseudo = { ...H2_POST, ':authority': 'inner.example', ':scheme': scheme };
    const echo = echoOf(await overHttp2(dial, pseudo, 'up'));
    expect(echo).toMatchObject({ method: 'POST', path: '/x?y=1', body: 'up' });
    expect(echo.headers).toMatchObject({ host: 'inner.example' });
    expect(edge.seen.at(-1)).toMatchObject({
      sni: 'front.example',
      alpn: 'h2',
      httpVersion: '2.0',
      scheme,
      status: 200,
    });
  });

  test.each(['INNER.example', 'inner.example:443', 'inner.example.'])('as %s', async (name) => {
    expect((await overHttp2(dial, { ...H2_POST, ':authority': name }, '')).status).toBe(200);
  });

  test('with a length for a body that has none', async () => {
    const pseudo = { ...H2_POST, ':authority': 'inner.example' };
    expect(echoOf(await overHttp2(dial, pseudo)).headers).toMatchObject({ 'content-length': '0' });
  });
});

test('hands on what concerns both ends, and nothing that concerns one connection', async () => {
  const headers = {
    host: 'inner.example',
    connection: 'close, x-mine',
    'x-mine': 'dropped',
    te: 'trailers',
    'x-session-id': '0123456789abcdef',
    'x-forwarded-for': '192.0.2.1',
  };
  const answer = await overHttp1(dial, { ...POST, headers });
  const seen = echoOf(answer).headers;
  expect(seen).toMatchObject({
    'x-session-id': '0123456789abcdef',
    'x-forwarded-for': '192.0.2.1, 127.0.0.1',
  });
  expect(seen).not.toHaveProperty('x-mine');
  expect(seen).not.toHaveProperty('te');
  expect(answer.headers).not.toHaveProperty('x-hop');
});

test.each(['front.example', 'SECOND.example:443'])('%s is a cover site', async (authority) => {
  const answer = await overHttp2(dial, { ':path': '/', ':authority': authority });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^text\/html/);
  expect(answer.headers).not.toHaveProperty(Header.marker.toLowerCase());
});

test.each([
  ['GET', '/elsewhere', 404],
  ['POST', '/', 405],
])('the cover site answers %s %s with %d', async (method, path, status) => {
  const answer = await overHttp1(dial, { method, path, headers: { host: 'front.example' } }, '');
  expect(answer.status).toBe(status);
});

test.each(['stranger.example', 'default.example', 'inner.example.evil.example'])(
  'refuses to route %s',
  async (authority) => {
    const answer = await overHttp2(dial, { ...H2_POST, ':authority': authority }, 'up');
    expect(answer.status).toBe(421);
    expect(edge.seen.at(-1)).toMatchObject({ routedTo: 'misdirected', status: 421 });
  },
);

test('answers itself when the origin is down', async () => {
  const answer = await overHttp2(dial, { ...H2_POST, ':authority': 'down.example' }, 'up');
  expect(answer.status).toBe(502);
  expect(answer.headers['content-type']).toMatch(/^text\/html/);
  expect(answer.headers).not.toHaveProperty(Header.marker.toLowerCase());
});

test('speaks only HTTP/1.1 when told so', async () => {
  const plain = await startEdge({ ...(await options()), http1Only: true });
  const socket = connect({ ...tlsOptions('front.example', plain.port), ALPNProtocols: ['h2'] });
  await once(socket, 'error');
  const answer = await overHttp1(
    { ...dial, port: plain.port },
    { ...POST, headers: { host: 'inner.example' } },
  );
  expect(answer.status).toBe(200);
  await plain.close();
});

test.each([
  ['front.example', 'front.example'],
  ['Second.Example', 'second.example'],
  ['stranger.example', 'default.example'],
  [undefined, 'default.example'],
])('for SNI %s it shows the certificate of %s', async (sni, subject) => {
  const socket = connect(tlsOptions(sni, edge.port));
  await once(socket, 'secureConnect');
  const certificate: PeerCertificate = socket.getPeerCertificate();
  socket.destroy();
  expect(certificate.subject.CN).toBe(subject);
});

/** Node sends SNI for a name only, so an empty name is none. */
function tlsOptions(sni: string | undefined, port: number) {
  const { certificatePem: ca } = authority;
  const checkServerIdentity = () => undefined;
  return { host: '127.0.0.1', port, ca, servername: sni ?? '', checkServerIdentity };
}
