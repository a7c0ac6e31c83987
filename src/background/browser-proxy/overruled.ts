/** Where Firefox is about to send a request, as `webRequest` tells. */
export interface Dispatch {
  readonly url: string;
  /** Absent for a request without a proxy. */
  readonly proxyInfo?: { readonly type: string; readonly host: string; readonly port: number };
}

/** Whether it goes elsewhere than to one of these ports of ours. Total over every URL. */
export function isOverruled({ url, proxyInfo }: Dispatch, ports: ReadonlySet<number>): boolean {
  if (isLoopback(url)) return false;
  return !(
    proxyInfo?.type === 'socks' &&
    proxyInfo.host === '127.0.0.1' &&
    ports.has(proxyInfo.port)
  );
}

/** For these Firefox asks nobody and uses no proxy: they do not leave this machine. */
function isLoopback(url: string): boolean {
  const hostname = URL.parse(url)?.hostname ?? '';
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
