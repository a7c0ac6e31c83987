/** Where the edge sends a request, chosen by its authority alone, as a CDN does. */
export type Route =
  | { readonly to: 'origin'; readonly inner: string; readonly origin: URL }
  | { readonly to: 'cover' }
  /** 421: a name that this edge does not serve. */
  | { readonly to: 'misdirected' };

export interface RoutingTable {
  /** Origin of each inner host; `http:` or `https:`, only host and port count. */
  readonly inners: ReadonlyMap<string, URL>;
  readonly fronts: ReadonlySet<string>;
}

/** Names are compared in lower case, so the table's names are taken in lower case too. */
export function routingTable(inners: Iterable<[string, URL]>, fronts: Iterable<string>) {
  return {
    inners: new Map(Array.from(inners, ([name, origin]) => [hostOf(name), origin])),
    fronts: new Set(Array.from(fronts, hostOf)),
  } satisfies RoutingTable;
}

export function routeOf(authority: string, table: RoutingTable): Route {
  const host = hostOf(authority);
  const origin = table.inners.get(host);
  if (origin) return { to: 'origin', inner: host, origin };
  return table.fronts.has(host) ? { to: 'cover' } : { to: 'misdirected' };
}

/** The host of an authority: without its port and a root dot, in lower case. */
export function hostOf(authority: string): string {
  return authority.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}
