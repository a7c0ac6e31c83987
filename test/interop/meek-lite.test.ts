import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthority } from '../../dev/certificates.ts';
import { type Edge, startEdge } from '../../dev/edge.ts';
import { startFrontageServer } from '../../dev/frontage-server.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { startEchoServer } from './echo-server.ts';
import { connectThroughTransport, startObfs4proxy } from './obfs4proxy.ts';

const SENT = pseudoRandomBytes(10_000_000);

let cleanup: AsyncDisposableStack;
let directory: string;
let serverPort: number;

beforeAll(() => ensureSystemPackages(['obfs4proxy']));

beforeEach(async () => {
  cleanup = new AsyncDisposableStack();
  directory = await mkdtemp(join(tmpdir(), 'frontage-meek-lite-'));
  cleanup.defer(() => rm(directory, { recursive: true }));
  const echo = cleanup.use(await startEchoServer());
  const server = await startFrontageServer({ upstream: `127.0.0.1:${echo.port}` });
  cleanup.defer(() => server.stop());
  serverPort = server.ready.port;
});

afterEach(() => cleanup.disposeAsync());

async function startTransport(env?: NodeJS.ProcessEnv): Promise<number> {
  const transport = await startObfs4proxy(directory, env);
  cleanup.defer(() => transport.stop());
  return transport.ready.port;
}

/** Sends everything while it comes back, and returns what came. */
async function echoThrough(socket: Socket, sent: Buffer): Promise<Buffer> {
  socket.write(sent);
  const chunks: Buffer[] = [];
  let restBytes = sent.length;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    restBytes -= chunk.length;
    if (restBytes <= 0) break;
  }
  return Buffer.concat(chunks);
}

/**
 * An edge whose front is `localhost`: obfs4proxy resolves the front by itself, and takes a port
 * with it. Go trusts the file that SSL_CERT_FILE names instead of the system's store.
 */
async function startTrustedEdge(): Promise<{ edge: Edge; env: NodeJS.ProcessEnv }> {
  const authority = await createAuthority();
  const certificate = await authority.issue(['localhost']);
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, authority.certificatePem);
  const edge = await startEdge({
    fronts: { localhost: certificate },
    defaultCertificate: certificate,
    inners: { 'inner.example': new URL(`http://127.0.0.1:${serverPort}`) },
  });
  cleanup.defer(() => edge.close());
  return { edge, env: { SSL_CERT_FILE: caFile } };
}

test('meek_lite carries bytes exactly, straight to the server', async () => {
  const transport = await startTransport();
  const url = `http://127.0.0.1:${serverPort}/`;
  const received = await echoThrough(await connectThroughTransport(transport, { url }), SENT);
  expect(received.equals(SENT)).toBe(true);
});

test('meek_lite carries bytes exactly, through a front', async () => {
  const { edge, env } = await startTrustedEdge();
  const transport = await startTransport(env);
  const socket = await connectThroughTransport(transport, {
    url: 'https://inner.example/',
    front: `localhost:${edge.port}`,
  });
  const received = await echoThrough(socket, SENT);
  expect(received.equals(SENT)).toBe(true);
  expect(edge.seen[0]).toMatchObject({ sni: 'localhost', authority: 'inner.example', status: 200 });
});
