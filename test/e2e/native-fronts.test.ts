import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import type { LocalStackOptions } from '../../dev/stack/local-stack.ts';
import { EDGE_HOST, FRONTS, INNER_HOST } from '../../dev/stack/names.ts';
import { parseClientHello, SERVER_NAME } from '../client-hello/parse.ts';
import { socksCurl } from './curl.ts';
import { FrontTap } from './front-tap.ts';
import { type RunningStack, runStack } from './running-stack.ts';

const cleanup: AsyncDisposable[] = [];

afterEach(async () => {
  for (const each of cleanup.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function openTap(): Promise<FrontTap> {
  const tap = await FrontTap.open();
  cleanup.push(tap);
  return tap;
}

async function run(options: LocalStackOptions): Promise<RunningStack> {
  const running = await runStack(options);
  cleanup.push(running);
  return running;
}

async function download(
  { proxyPort, originUrl }: RunningStack,
  bytes: number,
  ...options: string[]
) {
  const { stdout, stderr } = await socksCurl(proxyPort, ...options, `${originUrl}/bytes/${bytes}`);
  return { stderr, isExact: sha256(stdout) === sha256(pseudoRandomBytes(bytes)) };
}

const EXACT = { stderr: '', isExact: true };

/** Dialled by the helper: nobody is named, and the certificate is the edge's own. */
const nameless = (port: number) => ({
  host: FRONTS[0],
  port,
  technique: 'auto' as const,
  address: '127.0.0.1',
  sni: null,
  verifyHost: EDGE_HOST,
});

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('a front is named nowhere in TLS, and carries a page and 20 MB exactly', async () => {
    const tap = await openTap();
    const running = await run({
      browser,
      profileFronts: (edgePort) => {
        tap.leadTo(edgePort);
        return [nameless(tap.port)];
      },
    });
    const page = await running.stack.browser.newPage();
    await page.goto(`${running.originUrl}/`);
    expect(await page.content()).toContain(ORIGIN_TEXT);
    expect(await download(running, 20_000_000)).toEqual(EXACT);

    expect(tap.hellos.length).toBeGreaterThan(0);
    for (const hello of tap.hellos) {
      expect(parseClientHello(hello).extensions.has(SERVER_NAME)).toBe(false);
      expect(hello.toString('latin1')).not.toContain('example');
    }
    const { sightings } = running.stack;
    expect(new Set(sightings.map(({ sni }) => sni))).toEqual(new Set([null]));
    expect(new Set(sightings.map(({ authority }) => authority))).toEqual(new Set([INNER_HOST]));
  });

  test('why a front could not be dialled stands in its record', async () => {
    const tap = await openTap();
    const wrong = { ...nameless(tap.port), host: FRONTS[1], verifyHost: 'wrong.example' };
    const running = await run({
      browser,
      profileFronts: (edgePort) => {
        tap.leadTo(edgePort);
        return [nameless(tap.port), wrong];
      },
    });
    const { extension } = running.stack;
    const failure = async () => {
      const rows = await extension.fronts();
      return rows.find(({ front }) => front.host === FRONTS[1])?.lastFailure;
    };
    await expect.poll(failure, { timeout: 30_000 }).toBe('FRONT_TLS_NAME_MISMATCH');
  });

  test('a session goes on when its native front falls silent, and when the browser’s does', async () => {
    const [native, browsers] = [await openTap(), await openTap()];
    const running = await run({
      browser,
      resolverRules: [`MAP ${FRONTS[1]}:${browsers.port} 127.0.0.1:${browsers.port}`],
      profileFronts: (edgePort) => {
        for (const tap of [native, browsers]) tap.leadTo(edgePort);
        const plain = { host: FRONTS[1], port: browsers.port, technique: 'auto' as const };
        return [nameless(native.port), plain];
      },
    });
    const slow = download(running, 30_000_000, '--limit-rate', '2000000');
    const [first, second] = await Promise.race([
      carries(native).then(() => [native, browsers] as const),
      carries(browsers).then(() => [browsers, native] as const),
    ]);
    first.silence();
    await carries(second);
    first.speak();
    second.silence();
    await carries(first);
    expect(await slow).toEqual(EXACT);
  });
});

/** Resolves once a megabyte more has come through. */
async function carries(tap: FrontTap): Promise<void> {
  const enough = tap.downBytes + 1_000_000;
  await expect.poll(() => tap.downBytes, { timeout: 60_000 }).toBeGreaterThan(enough);
}
