import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { createAuthority } from '../../../dev/certificates.ts';
import { type Edge, type EdgeOptions, startEdge } from '../../../dev/edge.ts';
import { NativeFront } from '../../../src/helper/native/native-front.ts';
import { type Clock, systemClock } from '../../../src/meek/clock.ts';
import { Front } from '../../../src/meek/fronts/front.ts';

export const INNER = 'inner.example';

/** An edge with a front, and an origin behind it that answers with what it was sent. */
export class AnEdge {
  readonly edge: Edge;
  readonly caPem: string;

  private constructor(edge: Edge, caPem: string) {
    this.edge = edge;
    this.caPem = caPem;
  }

  static async start(options: Partial<EdgeOptions> = {}): Promise<AnEdge> {
    const origin = createServer((request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
      response.flushHeaders();
      request.pipe(response);
    });
    origin.listen(0, '127.0.0.1');
    await once(origin, 'listening');
    onTestFinished(() => {
      origin.close();
      origin.closeAllConnections();
    });
    const authority = await createAuthority();
    const edge = await startEdge({
      fronts: { 'cdn.example': await authority.issue(['cdn.example']) },
      defaultCertificate: await authority.issue(['default.example']),
      inners: { [INNER]: new URL(`http://127.0.0.1:${(origin.address() as AddressInfo).port}`) },
      ...options,
    });
    onTestFinished(() => edge.close());
    return new AnEdge(edge, authority.certificatePem);
  }

  /** Reached at its address: no name of these tests resolves. */
  front(details: object = {}, clock: Clock = systemClock): NativeFront {
    const description = { host: 'cdn.example', address: '127.0.0.1', port: this.edge.port };
    const front = new NativeFront({
      front: v.parse(Front, { ...description, ...details }),
      innerHost: INNER,
      clock,
      trustedCaPem: this.caPem,
    });
    onTestFinished(() => front.close());
    return front;
  }
}

export function post(front: NativeFront, body = 'hello', signal?: AbortSignal): Promise<Response> {
  return front.fetch(`https://${INNER}/path?query`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: Buffer.from(body),
    signal: signal ?? null,
  });
}
