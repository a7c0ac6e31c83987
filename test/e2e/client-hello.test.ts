import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COVER_TEXT } from '../../dev/foreign-edges/foreign-edge.ts';
import { type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { isGrease, ja4 } from '../client-hello/ja4.ts';
import {
  type ClientHello,
  ENCRYPTED_CLIENT_HELLO,
  protocolsOf,
  SERVER_NAME,
  serverNameOf,
} from '../client-hello/parse.ts';
import { leadThrough, portFor, WAYS } from './lead-through.ts';
import { TappedEdges } from './tapped-edges.ts';

/** Of these the length is another one each time: the name, and what stands for an encrypted one. */
const OF_ANY_LENGTH = [SERVER_NAME, ENCRYPTED_CLIENT_HELLO];

/** What JA4 leaves out and a censor may look at as well. */
function detailsOf(hello: ClientHello) {
  const lengths = [...hello.extensions]
    .filter(([type]) => !isGrease(type) && !OF_ANY_LENGTH.includes(type))
    .map(([type, { length }]) => [type, length] as const)
    .sort(([one], [other]) => one - other);
  return {
    protocols: protocolsOf(hello),
    ciphersInOrder: hello.ciphers.filter((cipher) => !isGrease(cipher)),
    extensionLengths: lengths,
    greaseCount: [...hello.ciphers, ...hello.extensions.keys()].filter(isGrease).length,
  };
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  const edges = new TappedEdges();
  let stack: LocalStack;
  let ofPage: ClientHello;

  beforeAll(async () => {
    await ensureSystemPackages([browser, 'certutil', 'nginx', 'caddy']);
    const furtherEdges = edges.starter(['nginx', 'caddy']);
    stack = await startLocalStack({ browser, furtherEdges });
    ofPage = await helloOfPage();
  });

  afterAll(async () => {
    await stack?.[Symbol.asyncDispose]();
    await edges[Symbol.asyncDispose]();
  });

  /** Of a site that the extension has nothing to do with, while the tunnel is off. */
  async function helloOfPage(): Promise<ClientHello> {
    const site = edges.get('caddy', 'h2');
    const page = await stack.browser.newPage();
    await page.goto(`https://${site.front}:${portFor(browser, site)}/`);
    expect(await page.content()).toContain(COVER_TEXT);
    await page.close();
    return first(site.tap.hellos);
  }

  test.each(WAYS[browser])(
    'the ClientHello of the extension’s own fetch by %s over %s is like a page’s',
    async (technique, protocol) => {
      const edge = edges.get('nginx', protocol);
      const before = edge.tap.hellos.length;
      await leadThrough(stack, browser, edge, technique);
      const hello = first(edge.tap.hellos.slice(before));
      expect(serverNameOf(hello)).toBe(technique === 'direct' ? edge.inner : edge.front);
      expect(ja4(hello)).toBe(ja4(ofPage));
      expect(detailsOf(hello)).toEqual(detailsOf(ofPage));
    },
  );

  test('that is: HTTP/2 offered before HTTP/1.1, over TLS 1.3, with the name in clear', () => {
    expect(ja4(ofPage)).toMatch(/^t13d\d{4}h2_[0-9a-f]{12}_[0-9a-f]{12}$/);
    expect(protocolsOf(ofPage)).toEqual(['h2', 'http/1.1']);
  });
});

function first(hellos: readonly ClientHello[]): ClientHello {
  const [hello] = hellos;
  if (!hello) throw new RangeError('Nobody connected to the edge.');
  return hello;
}
