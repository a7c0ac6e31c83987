import type { LinkPipe } from '../../link/link-pipe.ts';
import type { Fetch } from '../../meek/carrier.ts';
import type { NativeTarget } from '../fronting/native-fetch.ts';
import { nativeFetch } from '../fronting/native-fetch.ts';

/**
 * `fetch` of an https URL by the helper, which dials the URL's host as it dials a native front and
 * asks it for itself. The browser's proxy setting stays as it is.
 *
 * @param open opens a pipe to the helper; throws when there is none
 */
export function helperFetch(open: () => LinkPipe): Fetch {
  return (url, init) => nativeFetch(new Map([[url, targetOf(url)]]), open)(url, init);
}

function targetOf(url: string): NativeTarget {
  const { hostname, port } = new URL(url);
  const front = { host: hostname, port: Number(port || 443), technique: 'direct' as const };
  return { front, innerHost: hostname };
}
