import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type CertificateAuthority,
  createAuthority,
  type PemPair,
} from '../../dev/certificates.ts';
import { parseEdgeArguments } from '../../dev/edge/cli.ts';
import { ORIGIN_TEXT, type Origin, startOrigin } from '../../dev/origin.ts';
import { listeningLine, startProcess } from '../../dev/processes.ts';
import { overHttp2 } from './edge-clients.ts';

const EDGE = fileURLToPath(new URL('../../dev/edge-main.ts', import.meta.url));

let directory: string;
let authority: CertificateAuthority;
let origin: Origin;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'frontage-edge-'));
  authority = await createAuthority();
  origin = await startOrigin();
  await writePair('front.example', await authority.issue(['front.example']));
  await writePair('default', await authority.issue(['default.example']));
});

afterAll(async () => {
  await origin.close();
  await rm(directory, { recursive: true });
});

function writePair(name: string, { certificatePem, keyPem }: PemPair): Promise<void> {
  return writeFile(join(directory, `${name}.pem`), `${certificatePem}\n${keyPem}`);
}

function startEdgeProcess(args: readonly string[], onLine?: (line: string) => void) {
  return startProcess({
    command: process.execPath,
    args: [EDGE, ...args],
    ready: listeningLine,
    takesInput: true,
    ...(onLine && { onLine }),
  });
}

test('runs as a program, logs its requests and ends on SIGTERM', async () => {
  const lines: string[] = [];
  const inner = `inner.example=127.0.0.1:${origin.port}`;
  const args = ['--cert-dir', directory, '--inner', inner, '--log-requests'];
  const edge = await startEdgeProcess(args, (line) => lines.push(line));

  const dial = { port: edge.ready.port, ca: authority.certificatePem, front: 'front.example' };
  const answer = await overHttp2(dial, { ':path': '/', ':authority': 'inner.example' });
  expect(answer.body.toString()).toContain(ORIGIN_TEXT);
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({
    sni: 'front.example',
    alpn: 'h2',
    method: 'GET',
    authority: 'inner.example',
    path: '/',
    status: 200,
    responseBytes: answer.body.length,
    routedTo: 'origin',
    atMs: expect.any(Number),
  });

  await edge.stop();
  expect(await edge.exited).toBe(0);
});

test.each([
  [[], /--cert-dir is missing/],
  [['--cert-dir', '.'], /no default\.pem/],
  [['--nonsense'], /--nonsense/],
])('explains what is wrong with %j', async (args, message) => {
  await expect(startEdgeProcess(args)).rejects.toMatchObject({
    code: 'PROCESS_EXITED',
    message: expect.stringMatching(message),
  });
});

test.each([
  [['--inner', 'inner.example'], 'not NAME=ORIGIN'],
  [['--inner', 'inner.example=ftp://origin.example'], 'http or https'],
  [['--listen', ':'], 'no address'],
  [['--origin-timeout-ms', '0'], 'no positive number'],
  [['--log-totals-ms', '0'], 'no positive number'],
  [['--block', 'burn:front.example'], 'no block “burn”'],
  [['--block', 'refuse'], 'names no front'],
  [['--fault', 'no-such-fault'], 'no fault “no-such-fault”'],
  [['--fault', 'idle-cut:0'], 'no positive number'],
])('refuses %j', (args, message) => {
  expect(() => parseEdgeArguments(['--cert-dir', directory, ...args])).toThrow(message);
});

test('logs what it has carried so far, what is still open included', async () => {
  const lines: string[] = [];
  const inner = `inner.example=127.0.0.1:${origin.port}`;
  const args = ['--cert-dir', directory, '--inner', inner, '--log-totals-ms', '20'];
  const edge = await startEdgeProcess(args, (line) => lines.push(line));
  const dial = { port: edge.ready.port, ca: authority.certificatePem, front: 'front.example' };
  await overHttp2(dial, { ':path': '/bytes/100000', ':authority': 'inner.example' });
  await vi.waitFor(() => {
    const totals = JSON.parse(lines.at(-1) ?? '');
    expect(totals).toMatchObject({ event: 'totals', connections: 1, requests: 1 });
    expect(totals.sentBytes).toBeGreaterThan(100_000);
    expect(totals.receivedBytes).toBeGreaterThan(100);
  });
  await edge.stop();
});

test('a front is blocked and unblocked while the edge runs', async () => {
  const lines: string[] = [];
  const inner = `inner.example=127.0.0.1:${origin.port}`;
  const args = ['--cert-dir', directory, '--inner', inner, '--commands'];
  const edge = await startEdgeProcess(args, (line) => lines.push(line));
  const dial = { port: edge.ready.port, ca: authority.certificatePem, front: 'front.example' };
  const status = async () => {
    return (await overHttp2(dial, { ':path': '/', ':authority': 'inner.example' })).status;
  };
  for (const [command, expected] of [
    ['block refuse:front.example', 403],
    ['unblock front.example', 200],
  ] as const) {
    edge.send(command);
    await vi.waitFor(() => expect(lines).toContain(JSON.stringify({ event: 'done', command })));
    expect(await status()).toBe(expected);
  }
  await edge.stop();
});

test('an origin is plain HTTP unless it says otherwise', () => {
  const inners = ['--inner', 'a.example=127.0.0.1:81', '--inner', 'b.example=https://127.0.0.1:82'];
  const { options } = parseEdgeArguments(['--cert-dir', directory, ...inners]);
  expect(options.inners['a.example']?.href).toBe('http://127.0.0.1:81/');
  expect(options.inners['b.example']?.href).toBe('https://127.0.0.1:82/');
  expect(Object.keys(options.fronts)).toEqual(['front.example']);
});
