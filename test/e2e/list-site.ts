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
  /** Whose socket it came by: the server's, which is the tunnel's way out, or the helper's. */
  readonly cameBy: 'tunnel' | 'helper' | 'another way';
}

/** A site that publishes a list of fronts. */
export interface ListSite extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ListRequest[];
  publish(list: string): void;
  /** Whose requests are the helper's. */
  expectHelper(pid: number): void;
  /** From now on answers wait for this. */
  answerAfter(event: Promise<unknown>): void;
}

export async function startListSite(
  authority: CertificateAuthority,
  serverPid: number,
): Promise<ListSite> {
  const { certificatePem: cert, keyPem: key } = await authority.issue([LIST_HOST]);
  const requests: ListRequest[] = [];
  let published = '';
  let helperPid: number | null = null;
  let event: Promise<unknown> = Promise.resolve();
  const site = createServer({ cert, key }, async ({ headers, socket }, response) => {
    const ports = { localPort: socket.remotePort ?? 0, remotePort: socket.localPort ?? 0 };
    const isOf = async (pid: number | null) => pid !== null && (await ownsConnection(pid, ports));
    const cameBy = (await isOf(serverPid)) ? 'tunnel' : (await isOf(helperPid)) ? 'helper' : null;
    requests.push({ headers, cameBy: cameBy ?? 'another way' });
    await event;
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
    expectHelper(pid) {
      helperPid = pid;
    },
    answerAfter(promise) {
      event = promise;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(site, 'close');
      site.close();
      site.closeAllConnections();
      await closed;
    },
  };
}
