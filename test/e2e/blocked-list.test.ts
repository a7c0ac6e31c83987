import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import type { LocalStack } from '../../dev/stack/local-stack.ts';
import { signList } from '../../src/meek/fronts/subscription/sign-list.ts';
import { newListKeys } from '../meek/fronts/subscription/list-keys.ts';
import { LIST_HOST, startListSite } from './list-site.ts';
import { clickButton } from './popup-driver.ts';
import { type RunningStack, runStack } from './running-stack.ts';

const FRONTS = ['cdn-one.example', 'cdn-two.example', 'cdn-new.example'] as const;
const [, , NEW_FRONT] = FRONTS;
const SITE = 'site.example';

const cleanup: AsyncDisposable[] = [];

afterEach(async () => {
  for (const each of cleanup.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

/** A site that no request may reach: it tells of every connection. */
async function startWitness() {
  const witness = { port: 0, connections: 0 };
  const server = createServer((socket) => {
    witness.connections += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.push({ [Symbol.asyncDispose]: async () => void server.close() });
  const address = server.address();
  witness.port = typeof address === 'object' && address ? address.port : 0;
  return witness;
}

/** True when the page was there. */
async function pageOpens({ browser }: LocalStack, url: string): Promise<boolean> {
  const page = await browser.newPage();
  try {
    const response = await page.goto(url, { timeout: 15_000 });
    return response?.ok() ?? false;
  } catch {
    return false;
  } finally {
    await page.close();
  }
}

test.each(['chromium', 'firefox'] as const)(
  'in %s a list that is fetched past blocked fronts brings the tunnel up, and nothing else leaves',
  async (browser) => {
    const port = (edgePort: number) => (browser === 'chromium' ? 443 : edgePort);
    const front = (host: string, edgePort: number) =>
      ({ host, port: port(edgePort), technique: 'auto' }) as const;
    const running: RunningStack = await runStack({
      browser,
      fronts: FRONTS,
      blocks: [],
      profileFronts: (edgePort) => FRONTS.slice(0, 2).map((host) => front(host, edgePort)),
      localHosts: [LIST_HOST, SITE],
      hostPermissions: ['https://*/*'],
    });
    cleanup.push(running);
    const { stack, originUrl } = running;
    const { extension, edge, edgeCommands } = stack;
    const site = await startListSite(stack.authority, stack.server.pid);
    cleanup.push(site);
    const witness = await startWitness();

    const { privateKey, publicKey } = await newListKeys();
    const fronts = [front(NEW_FRONT, edge.ready.port)];
    const expiresAtMs = Date.now() + 3_600_000;
    site.publish(await signList({ number: 1, expiresAtMs, fronts }, privateKey));
    const dead = `https://${LIST_HOST}:${await freePort()}/harbour.json`;
    const { chosenProfileId, helper } = await extension.ask({ type: 'get-snapshot' });
    site.expectHelper(helper?.agent ?? 0);
    await extension.ask({
      type: 'confirm-import',
      into: { profileId: chosenProfileId ?? '' },
      fronts: [],
      subscription: { urls: [dead, site.url], publicKey },
    });
    await edgeCommands.block('rst-on-sni', FRONTS[0]);
    await edgeCommands.block('rst-on-sni', FRONTS[1]);
    await extension.until('blocked', ({ kind }) => kind === 'degraded', 80_000);

    // While the list is on its way, pages try to get out.
    const tried = Promise.withResolvers<void>();
    site.answerAfter(tried.promise);
    await clickButton(extension.page, 'Refresh without the tunnel');
    await expect.poll(() => site.requests.length, { timeout: 30_000 }).toBe(1);
    expect(await pageOpens(stack, site.url)).toBe(false);
    expect(await pageOpens(stack, `http://${SITE}:${witness.port}/`)).toBe(false);
    await extension.page.bringToFront();
    tried.resolve();

    await extension.until('on again', ({ kind }) => kind === 'on', 60_000);
    expect(site.requests.map(({ cameBy }) => cameBy)).toEqual(['helper']);
    expect(witness.connections).toBe(0);
    const { subscriptions } = await extension.ask({ type: 'get-snapshot' });
    expect(subscriptions).toMatchObject([{ list: { number: 1 }, last: { code: 'updated' } }]);
    expect(stack.sightings.at(-1)?.sni).toBe(NEW_FRONT);
    expect(await pageOpens(stack, `${originUrl}/`)).toBe(true);

    // What was kept in would have been let in there.
    await extension.ask({ type: 'switch-off' });
    expect(await pageOpens(stack, site.url)).toBe(true);
    await pageOpens(stack, `http://${SITE}:${witness.port}/`);
    expect(witness.connections).toBeGreaterThan(0);
  },
);
