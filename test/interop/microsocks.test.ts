import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthority } from '../../dev/certificates.ts';
import { startEdge } from '../../dev/edge.ts';
import { startFrontageServer } from '../../dev/frontage-server.ts';
import { startMicrosocks } from '../../dev/microsocks.ts';
import { startOrigin } from '../../dev/origin.ts';
import { runSmoketest } from '../../dev/smoketest.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';

const TOKEN = 'microsocks-test';

const cleanup = new AsyncDisposableStack();
let serverPort: number;
let originPort: number;

beforeAll(async () => {
  await ensureSystemPackages(['curl', 'microsocks']);
  const origin = await startOrigin();
  cleanup.defer(() => origin.close());
  const socks = await startMicrosocks();
  cleanup.defer(() => socks.stop());
  const upstream = `127.0.0.1:${socks.ready.port}`;
  const server = await startFrontageServer({ upstream, authToken: TOKEN });
  cleanup.defer(() => server.stop());
  serverPort = server.ready.port;
  originPort = origin.port;
});

afterAll(() => cleanup.disposeAsync());

test.each(['127.0.0.1', 'localhost'])('reaches a website at %s', async (host) => {
  const URL = `http://127.0.0.1:${serverPort}/`;
  await runSmoketest({ URL, TOKEN, DESTINATION: `${host}:${originPort}` });
});

test('reaches a website through a front', async () => {
  const authority = await createAuthority();
  const directory = await mkdtemp(join(tmpdir(), 'frontage-smoketest-'));
  const CACERT = join(directory, 'ca.pem');
  await writeFile(CACERT, authority.certificatePem);
  const certificate = await authority.issue(['front.example']);
  const edge = await startEdge({
    fronts: { 'front.example': certificate },
    defaultCertificate: certificate,
    inners: { 'inner.example': new URL(`http://127.0.0.1:${serverPort}`) },
  });
  try {
    await runSmoketest({
      ...{ FRONT: 'front.example', INNER: 'inner.example', TOKEN, CACERT },
      CONNECT_TO: `127.0.0.1:${edge.port}`,
      DESTINATION: `127.0.0.1:${originPort}`,
    });
    const names = edge.seen.map(({ sni, authority }) => `${sni} ${authority}`);
    expect(new Set(names)).toEqual(new Set(['front.example inner.example']));
  } finally {
    await edge.close();
    await rm(directory, { recursive: true });
  }
});

test('the smoke test fails with a wrong token, and says so', async () => {
  const URL = `http://127.0.0.1:${serverPort}/`;
  const attempt = runSmoketest({ URL, TOKEN: 'wrong', DESTINATION: `127.0.0.1:${originPort}` });
  await expect(attempt).rejects.toThrow(/HTTP 403: forbidden/);
});

test('the smoke test fails when the destination refuses, and says so', async () => {
  const URL = `http://127.0.0.1:${serverPort}/`;
  const attempt = runSmoketest({ URL, TOKEN, DESTINATION: '127.0.0.1:1' });
  await expect(attempt).rejects.toThrow(/expected 050000, got 0505/);
});
