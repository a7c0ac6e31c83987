import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { blackholedFront } from '../../dev/edge/faults/blackholed-front.ts';
import type { Fault } from '../../dev/edge/faults/fault.ts';
import { startMicrosocks } from '../../dev/microsocks.ts';
import { freePort } from '../../dev/ports.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { FRONTS, INNER_HOST } from '../../dev/stack/names.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { ConnectStack, type ConnectStackOptions } from './connect-stack.ts';
import { CURL_PROXY_REFUSED, curl, socksCurl } from './curl.ts';
import { startV1Server, type V1ServerOptions } from './v1-server.ts';

const BYTES = 20_000_000;

/** meek-v1 takes one exchange after another. */
const V1_BYTES = 3_000_000;

/** curl's, for a connection that was reset or cut short. */
const BROKEN_STATUSES = [18, 56];

const ANOTHER_PIN = `${'A'.repeat(43)}=`;

let cleanup: AsyncDisposableStack;

beforeAll(() => ensureSystemPackages(['curl', 'microsocks']));

afterEach(() => cleanup.disposeAsync());

async function start(options?: ConnectStackOptions): Promise<ConnectStack> {
  cleanup = new AsyncDisposableStack();
  return cleanup.use(await ConnectStack.start(options));
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Both directions at once, from and to the origin at `url`. */
async function expectExact(stack: ConnectStack, port: number, byteLength: number, url?: string) {
  const sent = pseudoRandomBytes(byteLength);
  const file = join(stack.folder, 'upload');
  await writeFile(file, sent);
  const origin = url ?? stack.originUrl;
  const [down, up] = await Promise.all([
    socksCurl(port, `${origin}/bytes/${byteLength}`),
    socksCurl(port, '-T', file, `${origin}/digest`),
  ]);
  expect([down.stderr, up.stderr]).toEqual(['', '']);
  expect(sha256(down.stdout)).toBe(sha256(sent));
  expect(JSON.parse(up.stdout.toString())).toEqual({ sha256: sha256(sent), bytes: byteLength });
}

describe.each([
  ['HTTP/2', { http1Only: false }, '2.0'],
  ['HTTP/1.1', { http1Only: true }, '1.1'],
])('over %s', (_name, options, httpVersion) => {
  test('20 MB go down and up exactly, behind a front, encrypted to the server', async () => {
    const stack = await start(options);
    const { lines, proxyPort } = await stack.connect();
    const line = await lines.until(/^Connected/);
    expect(line).toMatch(/^Connected through cdn-\S+ \(127\.0\.0\.1\): meek-v2, encrypted/);
    await expectExact(stack, proxyPort, BYTES);
    for (const sighting of stack.edge.seen) {
      expect(FRONTS).toContain(sighting.sni);
      expect(sighting).toMatchObject({ authority: INNER_HOST, httpVersion });
    }
  });

  test('a front that falls silent is left for another, and nothing is lost', async () => {
    const stack = await start({ ...options, faults: [blackholedFront(BYTES)] });
    const { lines, proxyPort } = await stack.connect();
    await lines.until(/^Connected/);
    await expectExact(stack, proxyPort, BYTES);
    const used = stack.edge.seen.filter(({ responseBytes }) => responseBytes > 100_000);
    expect(new Set(used.map(({ sni }) => sni))).toEqual(new Set(FRONTS));
  });
});

test('a front is reached without SNI, under the name that its certificate has', async () => {
  const stack = await start();
  const fronts = [{ host: 'hidden.example', sni: null, verifyHost: 'edge.example' }];
  const address = { address: '127.0.0.1', port: stack.edge.port };
  const profile = stack.profile({ fronts: fronts.map((front) => ({ ...front, ...address })) });
  const { lines, proxyPort } = await stack.connect(profile);
  await lines.until(/^Connected through hidden\.example/);
  expect((await socksCurl(proxyPort, `${stack.originUrl}/bytes/10`)).exitCode).toBe(0);
  expect(new Set(stack.edge.seen.map(({ sni }) => sni))).toEqual(new Set([null]));
});

test('the proxy takes HTTP too, and tells an app why a destination is not reached', async () => {
  const stack = await start();
  const { lines, proxyPort } = await stack.connect();
  await lines.until(/^Connected/);
  const proxy = ['-x', `http://127.0.0.1:${proxyPort}`];
  expect((await curl(...proxy, `${stack.originUrl}/bytes/10`)).stdout).toHaveLength(10);
  const refused = await socksCurl(proxyPort, `http://127.0.0.1:${await freePort()}/`);
  expect(refused.exitCode).toBe(CURL_PROXY_REFUSED);
  expect(refused.stderr).toContain('(5)');
});

test('a server without the pinned key is an error of its own, and is sent nothing', async () => {
  const stack = await start();
  const { lines, proxyPort } = await stack.connect(stack.profile({ serverPin: ANOTHER_PIN }));
  expect(await lines.until(/^Down/)).toMatch(/^Down \(server, TUNNEL_WRONG_PIN\): .*serverPin/);
  const refused = await socksCurl(proxyPort, `${stack.originUrl}/bytes/10`);
  expect(refused.exitCode).toBe(CURL_PROXY_REFUSED);
  expect(stack.origin.requests).toEqual([]);
  expect(lines.all.join()).not.toContain('Connected');
});

test('a server that goes away is named, apps are refused, and it is found again', async () => {
  const stack = await start();
  const { client, lines, proxyPort } = await stack.connect();
  await lines.until(/^Connected/);
  const endless = socksCurl(proxyPort, '-o', '/dev/null', `${stack.originUrl}/bytes/900000000000`);
  await expect.poll(() => stack.origin.requests, { timeout: 30_000 }).toHaveLength(1);
  await stack.killServer();
  expect(await lines.until(/^Down/)).toMatch(/^Down \(server, MEEK_SERVER_UNREACHABLE\)/);
  expect((await socksCurl(proxyPort, stack.originUrl)).exitCode).toBe(CURL_PROXY_REFUSED);
  expect(BROKEN_STATUSES).toContain((await endless).exitCode);
  const since = lines.all.length;
  await stack.restartServer();
  await lines.until(/^Connected/, since);
  expect((await socksCurl(proxyPort, `${stack.originUrl}/bytes/10`)).exitCode).toBe(0);
  await client.stop();
  expect(await client.exited).toBe(0);
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends it with status 0, connected or not', async () => {
    const stack = await start();
    const connected = await stack.connect();
    await connected.lines.until(/^Connected/);
    const down = await stack.connect(stack.profile({ token: 'wrong' }));
    await down.lines.until(/^Down \(server, MEEK_TOKEN_REFUSED\)/);
    for (const { client, proxyPort } of [connected, down]) {
      process.kill(client.pid, signal);
      expect(await client.exited).toBe(0);
      expect((await socksCurl(proxyPort, stack.originUrl)).exitCode).toBe(7);
    }
  });
});

describe('--check', () => {
  test('is 0 once connected, through whichever front works', async () => {
    const stack = await start();
    const address = { address: '127.0.0.1', port: stack.edge.port };
    const fronts = [
      { host: 'other.example', ...address },
      { host: FRONTS[0], ...address },
    ];
    const { code, stdout } = await stack.check(stack.profile({ fronts }));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Connected through cdn-one\.example/m);
  });

  test('is 1 when no front works, each with its own reason', async () => {
    const stack = await start();
    const address = { address: '127.0.0.1', port: stack.edge.port };
    const fronts = [
      { host: 'other.example', ...address },
      { host: FRONTS[0], ...address, port: await freePort() },
    ];
    const { code, stdout } = await stack.check(stack.profile({ fronts }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^other\.example\S* \(127\.0\.0\.1\): DIAL_TLS_NAME_MISMATCH$/m);
    expect(stdout).toMatch(/^cdn-one\.example\S* \(127\.0\.0\.1\): DIAL_TCP_FAILED$/m);
    expect(stdout).toMatch(/^Down \(front, DIAL_TLS_NAME_MISMATCH\): /m);
  });
});

/** Passes on the two headers that the poorest reflectors do, and no others of the protocol. */
const reflector: Fault = (next) => (exchange) => {
  const { 'x-session-id': id, 'content-type': type, 'content-length': length } = exchange.headers;
  const headers = { 'x-session-id': id, 'content-type': type, 'content-length': length };
  const kept = Object.entries(headers).filter(([, value]) => value !== undefined);
  next({ ...exchange, headers: Object.fromEntries(kept) });
};

describe('meek-v1', () => {
  async function startPeer(
    peer: Omit<V1ServerOptions, 'upstreamPort'>,
    options: ConnectStackOptions = {},
  ) {
    const socks = await startMicrosocks();
    const server = await startV1Server({ ...peer, upstreamPort: socks.ready.port });
    const stack = await start({ ...options, serverPort: server.port });
    cleanup.defer(() => server.close());
    cleanup.defer(() => socks.stop());
    const token = peer.token ?? null;
    const profile = stack.profile({ token, serverPin: null, upstream: 'socks5' });
    const { lines, proxyPort } = await stack.connect(profile);
    expect(await lines.until(/^Connected/)).toContain('meek-v1, readable to the CDN');
    return { stack, proxyPort };
  }

  test.each([
    ['a lantern-box with a token', { kind: 'lantern-box', token: 'theirs' }, []],
    ['a lantern-box behind a reflector', { kind: 'lantern-box' }, [reflector]],
    ['Tor’s server behind a reflector', { kind: 'tor' }, [reflector]],
  ] as const)('is spoken to %s, by itself', async (_what, peer, faults) => {
    const { stack, proxyPort } = await startPeer(peer, { faults });
    await expectExact(stack, proxyPort, V1_BYTES, stack.origin.url);
  });

  test('is spoken to our server when the profile says so, encrypted as well', async () => {
    const stack = await start();
    const profile = stack.profile({ options: { protocol: 'meek-v1' } });
    const { lines, proxyPort } = await stack.connect(profile);
    expect(await lines.until(/^Connected/)).toContain('meek-v1, encrypted to the server’s key');
    await expectExact(stack, proxyPort, V1_BYTES);
  });
});
