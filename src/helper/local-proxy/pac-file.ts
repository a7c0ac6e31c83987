import type { IncomingMessage, ServerResponse } from 'node:http';
import { PAC_PATH } from '../../link/pac-url.ts';

/** What leaves loopback by the proxy that answered, and what does not by none. */
export function pacFile(port: number): string {
  return `function FindProxyForURL(url, host) {
  var isHere = host === 'localhost' || /\\.localhost$/.test(host) ||
    /^127(\\.\\d{1,3}){3}$/.test(host) || /^\\[?::1\\]?$/.test(host);
  return isHere ? 'DIRECT' : 'SOCKS5 127.0.0.1:${port}; PROXY 127.0.0.1:${port}';
}
`;
}

/** Asked of the port itself; a proxy is asked with a whole URL. */
export function isForPacFile({ method, url }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && url === PAC_PATH;
}

/** For programs of this machine, which no page is. */
export function servePacFile(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const port = incoming.socket.localPort ?? 0;
  if (isOfPage(incoming, port)) {
    outgoing.writeHead(403, { 'Content-Length': 0, Connection: 'close' }).end();
    return;
  }
  outgoing.writeHead(200, {
    'Content-Type': 'application/x-ns-proxy-autoconfig',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  outgoing.end(pacFile(port));
}

/**
 * A page that asks says in a header where it is from; one whose own name was made to lead here
 * says that name.
 */
function isOfPage({ headers }: IncomingMessage, port: number): boolean {
  const isHere = ['127.0.0.1', 'localhost'].some((name) => headers.host === `${name}:${port}`);
  const site = headers['sec-fetch-site'];
  const isAskedByNone = site === undefined || site === 'none';
  return !isHere || !isAskedByNone || headers.origin !== undefined || headers.referer !== undefined;
}
