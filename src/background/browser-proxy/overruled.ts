import { isLoopback } from '../../meek/fronts/host-name.ts';

/** Where Firefox is about to send a request, as `webRequest` tells. */
export interface Dispatch {
  readonly url: string;
  /** Absent for a request without a proxy. */
  readonly proxyInfo?: { readonly type: string; readonly host: string; readonly port: number };
}

/** Whether it goes elsewhere than to one of these ports of ours. Total over every URL. */
export function isOverruled({ url, proxyInfo }: Dispatch, ports: ReadonlySet<number>): boolean {
  // For these Firefox asks nobody and uses no proxy: they do not leave this machine.
  if (isLoopback(URL.parse(url)?.hostname ?? '')) return false;
  return !(
    proxyInfo?.type === 'socks' &&
    proxyInfo.host === '127.0.0.1' &&
    ports.has(proxyInfo.port)
  );
}
