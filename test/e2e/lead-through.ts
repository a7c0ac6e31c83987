import type { BrowserName, LocalStack } from '../../dev/stack/local-stack.ts';
import { proxyPortOf } from './running-stack.ts';
import type { EdgeProtocol, TappedEdge } from './tapped-edges.ts';

export type Technique = 'secure-proxy' | 'host-rule' | 'direct';

/** What each browser has, with the protocol that it speaks to the edge. */
export const WAYS: Record<BrowserName, readonly (readonly [Technique, EdgeProtocol])[]> = {
  chromium: [
    ['secure-proxy', 'h2'],
    ['host-rule', 'h1'],
    ['direct', 'h2'],
    ['direct', 'h1'],
  ],
  firefox: [
    ['host-rule', 'h2'],
    ['host-rule', 'h1'],
    ['direct', 'h2'],
    ['direct', 'h1'],
  ],
};

/** The port by which this browser is led to an edge: Chromium is told which one its 443 is. */
export function portFor(browser: BrowserName, edge: TappedEdge): number {
  return browser === 'chromium' ? 443 : edge.tap.port;
}

/** Leads the tunnel through this edge alone; resolves with the port of the local proxy. */
export async function leadThrough(
  { extension, profile }: LocalStack,
  browser: BrowserName,
  edge: TappedEdge,
  technique: Technique,
): Promise<number> {
  const host = technique === 'direct' ? edge.inner : edge.front;
  const port = portFor(browser, edge);
  const fronts = [{ host, port, technique }];
  await extension.saveProfile({ ...profile, innerHost: edge.inner, fronts });
  await extension.switchOn();
  const name = port === 443 ? host : `${host}:${port}`;
  const snapshot = await extension.until(
    `on through ${name}`,
    (state) => state.kind === 'on' && state.front === name,
  );
  return proxyPortOf(snapshot);
}
