import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Refusal } from '../meek/v1/wire.ts';
import { answerError, answerErrorRaw, type ErrorAnswer } from './answers.ts';
import type { Handler } from './handler.ts';
import type { Log } from './log.ts';

export interface AppOptions {
  /** Taken with all that is below it: a client may vary that. */
  readonly path: string;
  readonly handler: Handler;
  readonly log: Log;
}

/**
 * Bounds on what a slow or broken client may hold. Times are in ms.
 *
 * CDNs keep idle connections to their origin for up to 10 minutes and expect the origin not to
 * close first; Google's load balancer asks for 620 s.
 */
const HTTP_LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 620_000,
  connectionsCheckingInterval: 5_000,
};

/** A connection that moves no byte for this long amid a request or an answer is cut, in ms. */
const STALLED_CONNECTION_TIMEOUT_MS = 120_000;

const INTERNAL_ERROR: ErrorAnswer = { status: 500, text: 'internal error' };
const BAD_REQUEST: ErrorAnswer = { status: 400, text: 'bad request' };

/** Answers of Node's own HTTP parser, whose texts carry no marker. */
const PARSER_ERRORS: Record<string, ErrorAnswer> = {
  HPE_HEADER_OVERFLOW: { status: 431, text: 'headers too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, text: 'request timeout' },
};

/** The public HTTP server. What a path is for is decided here, all else by its handler. */
export function createApp({ path, handler, log }: AppOptions): Server {
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    closeIfStopping(server, response);
    if (!isWithin(path, pathOf(request.url ?? ''))) {
      return answerError(response, Refusal.notFound);
    }
    handler(request, response).catch((error: unknown) => {
      log.error({ event: 'internal-error', err: error });
      if (!response.headersSent) answerError(response, INTERNAL_ERROR);
    });
  };
  // A missing Host is not refused by Node, whose 400 would lack the marker.
  const server = createServer(
    { ...HTTP_LIMITS, requireHostHeader: false, noDelay: true },
    onRequest,
  );
  server.timeout = STALLED_CONNECTION_TIMEOUT_MS;
  server.on('checkExpectation', onRequest);
  server.on('connect', (_request, socket) => answerErrorRaw(socket, Refusal.badMethod));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    answerErrorRaw(socket, PARSER_ERRORS[error.code ?? ''] ?? BAD_REQUEST),
  );
  return server;
}

/** Once the server stops listening, no connection outlives the exchange that it carries. */
function closeIfStopping(server: Server, response: ServerResponse): void {
  if (!server.listening) response.shouldKeepAlive = false;
  response.on('close', () => {
    if (!server.listening) setImmediate(() => server.closeIdleConnections());
  });
}

function isWithin(folder: string, path = ''): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The path of a request target in origin form or, from a proxy, in absolute form. */
function pathOf(target: string): string | undefined {
  return target.startsWith('/') ? target.split('?', 1)[0] : URL.parse(target)?.pathname;
}
