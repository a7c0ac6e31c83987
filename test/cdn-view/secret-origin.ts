import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Secrets } from './secrets.ts';

/** So often that it stands whole in some packet, however the bytes are cut. */
const REPEATS = 2_000;

export const repeated = (secret: string) => `${secret} `.repeat(REPEATS);

/** What came to the origin, of what is secret on the way. */
export interface Reached {
  readonly host: string;
  readonly path: string;
  readonly header: string;
  readonly body: string;
}

export interface SecretOrigin extends AsyncDisposable {
  readonly port: number;
  readonly reached: readonly Reached[];
}

/** A website on 127.0.0.1 whose every answer is the secret download. */
export async function startSecretOrigin({ download }: Secrets): Promise<SecretOrigin> {
  const reached: Reached[] = [];
  const server = createServer(async (request, response) => {
    const { host = '', 'x-secret': header = '' } = request.headers;
    const body = await text(request);
    reached.push({ host, path: request.url ?? '', header: String(header), body });
    response.setHeader('Content-Type', 'text/plain');
    response.end(repeated(download));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
