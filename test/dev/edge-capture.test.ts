import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from '../../dev/certificates.ts';
import { startEdge } from '../../dev/edge.ts';
import { overHttp1 } from './edge-clients.ts';

async function startCapturing() {
  const captureFolder = await mkdtemp(join(tmpdir(), 'frontage-capture-'));
  const origin = createServer((request, response) => request.pipe(response.writeHead(201)));
  origin.listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const authority = await createAuthority();
  const certificate = await authority.issue(['front.example']);
  const { port } = origin.address() as AddressInfo;
  const edge = await startEdge({
    fronts: { 'front.example': certificate },
    defaultCertificate: certificate,
    inners: { 'inner.example': new URL(`http://127.0.0.1:${port}`) },
    captureFolder,
  });
  onTestFinished(async () => {
    await edge.close();
    origin.close();
    await rm(captureFolder, { recursive: true });
  });
  const dial = { port: edge.port, ca: authority.certificatePem, front: 'front.example' };
  const read = (name: string) => readFile(join(captureFolder, name), 'utf8');
  return { dial, read };
}

test('each exchange is written down, with all that the edge sees of it', async () => {
  const { dial, read } = await startCapturing();
  const headers = { host: 'inner.example', 'x-some': 'thing' };
  await overHttp1(dial, { method: 'POST', path: '/a?b', headers }, 'what is sent');
  const [head = '', body] = (await read('1-request')).split('\n');
  expect(JSON.parse(head)).toMatchObject({
    ...{ sni: 'front.example', method: 'POST', authority: 'inner.example', path: '/a?b' },
    headers: { 'x-some': 'thing' },
  });
  expect(body).toBe('what is sent');
  const answer = await read('1-response');
  expect(answer).toContain('"status":201');
  expect(answer.endsWith('\nwhat is sent')).toBe(true);
});

test('so is one that the edge answers itself', async () => {
  const { dial, read } = await startCapturing();
  await overHttp1(dial, { path: '/', headers: { host: 'elsewhere.example' } });
  expect(await read('1-request')).toContain('"authority":"elsewhere.example"');
  expect(await read('1-response')).toContain('"status":421');
});
