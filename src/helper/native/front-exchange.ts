import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { FrontDialError } from './front-dial-error.ts';

/** What is read of an answer before anyone asks for it, in bytes. */
const READ_AHEAD_BYTES = 256 * 1024;

/** `new Response` takes no body with these (Fetch, section 2.2.3). */
const STATUSES_WITHOUT_BODY = new Set([204, 205, 304]);

/** One request, the same over HTTP/1.1 and HTTP/2. */
export interface FrontRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

/** A way to send requests to a front. */
export interface FrontConnection {
  /** No new request may be given to one that is not open. */
  readonly isOpen: boolean;
  /** Resolves with the answer's head. Rejects with what broke, or with the signal's reason. */
  send(request: FrontRequest): Promise<Response>;
  /** Ends whatever is under way. */
  close(): void;
}

export interface FrontAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Whether the body came to the end that the far end gave it: Node also ends what was cut. */
  readonly isWhole: () => boolean;
}

/** An answer as carriers take it: a body that was cut short errors and never ends. */
export function toResponse({ status, headers, body, isWhole }: FrontAnswer): Response {
  const stream = STATUSES_WITHOUT_BODY.has(status) ? null : bodyStream(body, isWhole);
  if (!stream) body.resume();
  return new Response(stream, { status, headers: toHeaders(headers) });
}

function toHeaders(incoming: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    if (value === undefined || name.startsWith(':')) continue;
    for (const each of [value].flat()) headers.append(name, each);
  }
  return headers;
}

function bodyStream(body: Readable, isWhole: () => boolean): ReadableStream<Uint8Array> {
  let isOver = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const settle = (error?: Error) => {
          if (isOver) return;
          isOver = true;
          if (!error && isWhole()) controller.close();
          else controller.error(error ?? cutShort());
        };
        body.on('data', (chunk: Buffer) => {
          if (isOver) return;
          controller.enqueue(chunk);
          if ((controller.desiredSize ?? 0) <= 0) body.pause();
        });
        body.on('end', settle).on('close', settle).on('error', settle);
      },
      pull: () => void body.resume(),
      cancel() {
        isOver = true;
        body.destroy();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD_BYTES }),
  );
}

function cutShort(): FrontDialError {
  return new FrontDialError('DIAL_CONNECTION_LOST', 'The answer was cut short.');
}
