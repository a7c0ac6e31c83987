/** One front made ready for use: the URL that, fetched here, reaches the server through it. */
export interface Route {
  /** The front's name for states and logs. */
  readonly name: string;
  /** Names what is remembered of it, so it stays the same while the path to the server does. */
  readonly key: string;
  readonly url: string;
  /**
   * Send bodies as streams. A browser does that over HTTP/2 only, and so never in cleartext: where
   * `url` is plain http meant for a secure proxy, it makes sure that nothing leaves without TLS.
   * (Chromium 156: over a direct connection, or another HTTP proxy, not a byte is written.)
   */
  readonly streamsBody: boolean;
}

/** The key of a route that leads to `innerHost`; `place` tells the front from others. */
export function routeKey(technique: string, place: string, innerHost: string): string {
  return `${technique} ${place} ${innerHost}`;
}

/** Says through which front the next attempt goes. */
export interface RouteChooser {
  /** `failed` is the route that the attempt before went through, when that attempt failed. */
  choose(failed?: Route): Route;
  /**
   * A second route, to be used beside `route`, which has not failed. Only one that is known to
   * lead to the server; undefined if there is none.
   */
  another(route: Route): Route | undefined;
}
