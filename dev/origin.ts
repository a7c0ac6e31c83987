import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { pseudoRandomStream } from './pseudo-random.ts';

/** A text that stands on the origin's page and nowhere else. */
export const ORIGIN_TEXT = 'The origin says hello.';

const MAX_BYTES = 2 ** 40;

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Origin</title>
<h1>${ORIGIN_TEXT}</h1>
</html>
`;

export interface OriginRequest {
  readonly method: string;
  readonly path: string;
  readonly remotePort: number;
  readonly userAgent: string | undefined;
}

/** A website at the far end of the tunnel, on 127.0.0.1. */
export interface Origin {
  readonly port: number;
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly OriginRequest[];
  close(): Promise<void>;
}

/**
 * `/` is a page, `/bytes/N` is N pseudo-random bytes, and a PUT or POST to `/digest` is answered
 * with `{"sha256":…,"bytes":…}` of its body.
 *
 * @param beforeAnswer sees each request while its connection is sure to be open
 */
export async function startOrigin(
  beforeAnswer: (request: OriginRequest) => Promise<void> = async () => {},
): Promise<Origin> {
  const requests: OriginRequest[] = [];
  const server = createServer(async (request, response) => {
    const described = describe(request);
    requests.push(described);
    try {
      await beforeAnswer(described);
      await answer(request, response);
    } catch {
      // The client went away: there is nobody to tell.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function describe(request: IncomingMessage): OriginRequest {
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    remotePort: request.socket.remotePort ?? 0,
    userAgent: request.headers['user-agent'],
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  if (path === '/digest' && (request.method === 'PUT' || request.method === 'POST')) {
    return answerDigest(request, response);
  }
  request.resume();
  const lengthBytes = Number(/^\/bytes\/(\d+)$/.exec(path)?.[1]);
  if (lengthBytes <= MAX_BYTES) await answerBytes(lengthBytes, response);
  else if (path === '/') answerText(response, 200, 'text/html; charset=utf-8', PAGE);
  else answerText(response, 404, 'text/plain; charset=utf-8', 'not found\n');
}

async function answerBytes(lengthBytes: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': lengthBytes,
  });
  await pipeline(pseudoRandomStream(lengthBytes), response);
}

async function answerDigest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const digest = JSON.stringify({ sha256: hash.digest('hex'), bytes });
  answerText(response, 200, 'application/json', `${digest}\n`);
}

function answerText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
