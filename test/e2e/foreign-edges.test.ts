import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../dev/foreign-edges/access-log.ts';
import { COVER_TEXT } from '../../dev/foreign-edges/foreign-edge.ts';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { ORIGIN_HOST } from '../../dev/stack/names.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { protocolsOf, serverNameOf } from '../client-hello/parse.ts';
import { curl, socksCurl } from './curl.ts';
import { leadThrough, WAYS } from './lead-through.ts';
import { EDGE_PACKAGES, EDGE_PROGRAMS, type EdgeProgram, TappedEdges } from './tapped-edges.ts';

const TRANSFER_BYTES = 5_000_000;
const SENT = pseudoRandomBytes(TRANSFER_BYTES);
const SENT_SHA256 = createHash('sha256').update(SENT).digest('hex');
const POLL = { timeout: 20_000 };

/** Of these programs only HAProxy logs the `:scheme`: in HTTP/2 its URLs are absolute. */
function expectSchemeHttp(program: EdgeProgram, requests: readonly LoggedRequest[]): void {
  if (program !== 'haproxy') return;
  for (const { url } of requests) expect(url).toMatch(/^http:\/\/inner\./);
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  const edges = new TappedEdges();
  let stack: LocalStack;

  beforeAll(async () => {
    await ensureSystemPackages([browser, 'certutil', 'curl', ...EDGE_PACKAGES]);
    stack = await startLocalStack({ browser, furtherEdges: edges.starter() });
  });

  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]();
    await edges[Symbol.asyncDispose]();
  });

  const originUrl = () => `http://${ORIGIN_HOST}:${stack.origin.port}`;

  async function pageInBrowser(): Promise<string> {
    const page = await stack.browser.newPage();
    await page.goto(`${originUrl()}/`);
    const content = await page.content();
    await page.close();
    return content;
  }

  async function expectExactTransfers(proxyPort: number): Promise<void> {
    const down = await socksCurl(proxyPort, `${originUrl()}/bytes/${TRANSFER_BYTES}`);
    expect(down.stdout.equals(SENT)).toBe(true);
    const file = join(stack.folder, 'upload');
    await writeFile(file, SENT);
    const up = await socksCurl(proxyPort, '-T', file, `${originUrl()}/digest`);
    expect(JSON.parse(up.stdout.toString())).toEqual({
      sha256: SENT_SHA256,
      bytes: TRANSFER_BYTES,
    });
  }

  describe.each(EDGE_PROGRAMS)('through %s', (program) => {
    test.each(WAYS[browser])('by %s over %s', async (technique, protocol) => {
      const tapped = edges.get(program, protocol);
      const { front, inner, edge, tap } = tapped;
      const seenBefore = { requests: (await edge.requests()).length, hellos: tap.hellos.length };

      const proxyPort = await leadThrough(stack, browser, tapped, technique);
      expect(await pageInBrowser()).toContain(ORIGIN_TEXT);
      await expectExactTransfers(proxyPort);

      const newRequests = async () => (await edge.requests()).slice(seenBefore.requests);
      await expect.poll(async () => (await newRequests()).length, POLL).toBeGreaterThan(5);
      for (const request of await newRequests()) {
        expect(request).toMatchObject({
          host: inner,
          httpVersion: protocol === 'h2' ? '2.0' : '1.1',
        });
      }
      if (technique === 'secure-proxy') expectSchemeHttp(program, await newRequests());
      const newHellos = tap.hellos.slice(seenBefore.hellos);
      const name = technique === 'direct' ? inner : front;
      expect(new Set(newHellos.map(serverNameOf))).toEqual(new Set([name]));
      for (const hello of newHellos) expect(protocolsOf(hello)).toContain('http/1.1');
      expect(stack.sightings).toEqual([]);
    });

    test.each(['h2', 'h1'] as const)(
      'whoever asks for the front sees a site, over %s',
      async (protocol) => {
        const { front, edge } = edges.get(program, protocol);
        const toEdge = ['--insecure', '--connect-to', `::127.0.0.1:${edge.port}`];
        const { stdout } = await curl(...toEdge, `https://${front}/`);
        expect(stdout.toString()).toContain(COVER_TEXT);
      },
    );
  });
});
