import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FrameDecoder } from '../../src/meek/v2/decoder.ts';
import type { Frame } from '../../src/meek/v2/frames.ts';

/** Stands between edge and server, passes everything on, and keeps what meek-v2 clients ask. */
export interface ServerTap extends AsyncDisposable {
  /** The frames of each request, in the order in which the requests came. */
  readonly requests: readonly Frame[][];
  /** Starts listening before the server at `serverPort`; resolves with the port. */
  standBefore(serverPort: number): Promise<number>;
}

export function makeServerTap(): ServerTap {
  const requests: Frame[][] = [];
  let serverPort = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers['content-type']?.endsWith('v=2')) keepFrames(incoming, requests);
    forward(incoming, outgoing, serverPort);
  });
  return {
    requests,
    async standBefore(port) {
      serverPort = port;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function keepFrames(incoming: IncomingMessage, requests: Frame[][]): void {
  const frames: Frame[] = [];
  const decoder = new FrameDecoder();
  requests.push(frames);
  incoming.on('data', (chunk: Buffer) => frames.push(...decoder.push(chunk)));
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers });
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => outgoing.destroy()).pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
