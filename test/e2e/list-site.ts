import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CertificateAuthority } from '../../dev/certificates.ts';
import { ownsConnection } from '../../dev/stack/socket-owner.ts';

/** A name that the browser and the server find on this machine. */
export const LIST_HOST = 'lists.example';

export interface ListRequest {
  readonly headers: IncomingHttpHeaders;
  /** Whether it came out of the tunnel, by a socket of the server's. */
  readonly cameBy: 'tunnel' | 'another way';
}

/** A site that publishes a list of fronts. */
export interface ListSite extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ListRequest[];
  publish(list: string): void;
}

export async function startListSite(
  authority: CertificateAuthority,
  serverPid: number,
): Promise<ListSite> {
  const { certificatePem: cert, keyPem: key } = await authority.issue([LIST_HOST]);
  const requests: ListRequest[] = [];
  let published = '';
  const site = createServer({ cert, key }, async ({ headers, socket }, response) => {
    const ports = { localPort: socket.remotePort ?? 0, remotePort: socket.localPort ?? 0 };
    const isServers = await ownsConnection(serverPid, ports);
    requests.push({ headers, cameBy: isServers ? 'tunnel' : 'another way' });
    response.end(published);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  return {
    url: `https://${LIST_HOST}:${port}/harbour.json`,
    requests,
    publish(list) {
      published = list;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(site, 'close');
      site.close();
      site.closeAllConnections();
      await closed;
    },
  };
}
