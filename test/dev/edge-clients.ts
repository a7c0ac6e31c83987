import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect, type IncomingHttpStatusHeader, type OutgoingHttpHeaders } from 'node:http2';
import { type RequestOptions, request } from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
  readonly body: Buffer;
}

/** An edge on loopback, as a client that trusts its CA dials it. */
export interface Dial {
  readonly port: number;
  readonly ca: string;
  /** SNI, and the name that the certificate must hold. */
  readonly front: string;
}

/** One request over HTTP/1.1, on a connection of its own. */
export async function overHttp1(
  { port, ca, front }: Dial,
  options: RequestOptions,
  body?: Uint8Array | string,
): Promise<Answer> {
  const outgoing = request({
    host: '127.0.0.1',
    ...{ port, ca, servername: front, agent: false },
    ...options,
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    body: await buffer(incoming),
  };
}

/** One request over HTTP/2, on a connection of its own. */
export async function overHttp2(
  { port, ca, front }: Dial,
  headers: OutgoingHttpHeaders,
  body?: Uint8Array | string,
): Promise<Answer> {
  const session = connect(`https://${front}:${port}`, { ca, host: '127.0.0.1', servername: front });
  try {
    const stream = session.request(headers, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    const [answer] = (await once(stream, 'response')) as [Answer['headers']];
    return { status: answer[':status'] ?? 0, headers: answer, body: await buffer(stream) };
  } finally {
    session.destroy();
  }
}
