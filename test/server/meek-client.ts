import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal;
}

/** One request on a connection of its own, with no header that was not asked for. */
export function send(
  port: number,
  { method = 'POST', path = '/', headers = {}, body, signal }: HttpRequest = {},
): Promise<HttpAnswer> {
  const payload = Buffer.from(body ?? '');
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      ...(signal && { signal }),
      headers: { 'Content-Length': payload.length, ...headers },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const { statusCode = 0, headers } = incoming;
      buffer(incoming).then((body) => resolve({ status: statusCode, headers, body }), reject);
    });
    outgoing.end(payload);
  });
}

/** One session of a client with sequence numbers (lantern-box's), one exchange at a time. */
export class MeekClient {
  readonly #port: number;
  readonly id: string;
  readonly maxBody: number | undefined;
  sequence = 0;

  constructor(port: number, { id = 'feedfacefeedface', maxBody = 262_144 } = {}) {
    this.#port = port;
    this.id = id;
    this.maxBody = maxBody;
  }

  /** The next exchange. */
  post(body: Uint8Array | string = '', headers: OutgoingHttpHeaders = {}): Promise<HttpAnswer> {
    return this.postAs(this.sequence++, body, headers);
  }

  /** An exchange with a number of the test's choosing. */
  postAs(
    sequence: number,
    body: Uint8Array | string = '',
    headers: OutgoingHttpHeaders = {},
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    return send(this.#port, {
      body,
      ...(signal && { signal }),
      headers: {
        'Content-Type': 'application/octet-stream',
        'X-Session-Id': this.id,
        'X-Meek-Seq': String(sequence),
        'X-Meek-Max-Body': String(this.maxBody),
        ...headers,
      },
    });
  }

  /** Polls until `byteLength` bytes have come, and returns all that came. */
  async read(byteLength: number): Promise<Buffer> {
    let bytes = Buffer.alloc(0);
    while (bytes.length < byteLength) {
      const { status, body } = await this.post();
      if (status !== 200) throw new Error(`the poll was answered ${status} ${body}`);
      bytes = Buffer.concat([bytes, body]);
    }
    return bytes;
  }
}
