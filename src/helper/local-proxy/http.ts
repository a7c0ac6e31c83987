import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { linkTokenOf } from '../../link/socket-path.ts';
import type { Pipe } from '../../meek/pipe.ts';
import type { Destination } from '../../tunnel/socks5.ts';
import type { Dial, ProxyHandlers } from './dial.ts';
import { describeFailure } from './failure.ts';
import { isForPacFile, servePacFile } from './pac-file.ts';
import { splice } from './splice.ts';

/** Of one hop only (RFC 9110, section 7.6.1), or meant for us as the proxy. */
const HOP_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Node's types know its own names for the same streams. */
type NodeStreams = Parameters<typeof Duplex.fromWeb>[0];

/** The HTTP side of the local proxy: CONNECT, and requests in absolute form. */
export function createHttpProxy(handlers: ProxyHandlers): (socket: Socket) => void {
  const { dial, acceptLink } = handlers;
  const server = createServer({
    noDelay: true,
    maxHeaderSize: 64 * 1024,
    // An app's own upgrade is between it and its server, and comes through CONNECT.
    shouldUpgradeCallback: ({ url }) => linkTokenOf(url ?? '') !== null,
  });
  server.on('upgrade', (incoming, socket, head) => acceptLink(incoming, socket as Socket, head));
  server.on('request', (incoming, outgoing) => {
    if (isForPacFile(incoming)) return servePacFile(incoming, outgoing);
    forward(incoming, outgoing, dial).catch(() => outgoing.destroy());
  });
  server.on('connect', (incoming, socket, head) => {
    if (head.length > 0) socket.unshift(head);
    tunnel(incoming.url ?? '', socket as Socket, handlers).catch(() => socket.destroy());
  });
  return (socket) => server.emit('connection', socket);
}

async function tunnel(target: string, socket: Socket, handlers: ProxyHandlers): Promise<void> {
  const { dial, earlyAnswers } = handlers;
  const destination = parseAuthority(target);
  if (!destination) return refuse(socket, 400, 'CONNECT needs a host and a port.');
  const succeed = () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  const gone = abortOnClose(socket);
  if (earlyAnswers?.areFor(destination)) {
    succeed();
    const firstBytes = await earlyAnswers.firstBytes(socket);
    const pipe = await dial(destination, gone, firstBytes).catch(() => null);
    return pipe ? splice(socket, pipe) : void socket.resetAndDestroy();
  }
  let pipe: Pipe;
  try {
    pipe = await dial(destination, gone);
  } catch (error) {
    const { httpStatus, sentence } = describeFailure(error);
    return refuse(socket, httpStatus, sentence);
  }
  succeed();
  await splice(socket, pipe);
}

function refuse(socket: Socket, status: number, sentence: string): void {
  const body = `${sentence}\n`;
  socket.end(
    `HTTP/1.1 ${status} Frontage\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

async function forward(incoming: IncomingMessage, outgoing: ServerResponse, dial: Dial) {
  const url = parseAbsolute(incoming.url ?? '');
  // A page that was talked into asking this port for something asks in origin form.
  if (!url) return answer(outgoing, 400, 'This is a proxy: it takes only absolute http URLs.');
  const destination = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) };
  let pipe: Pipe;
  try {
    // The app waits for the whole answer: the request may leave before the far end was reached.
    pipe = await dial(destination, abortOnClose(outgoing), new Uint8Array());
  } catch (error) {
    const { httpStatus, sentence } = describeFailure(error);
    return answer(outgoing, httpStatus, sentence);
  }
  await exchange(incoming, outgoing, url, pipe);
}

async function exchange(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, pipe: Pipe) {
  const connection = Duplex.fromWeb(pipe as unknown as NodeStreams);
  const upstream = request({
    createConnection: () => connection,
    method: incoming.method,
    path: `${url.pathname}${url.search}`,
    headers: [...endToEnd(incoming), ...framing(incoming), 'Connection', 'close'],
    setHost: false,
  });
  upstream.on('error', () => {});
  outgoing.once('close', () => connection.destroy());
  incoming.pipe(upstream);
  let response: IncomingMessage;
  try {
    [response] = await once(upstream, 'response');
  } catch (error) {
    const { httpStatus, sentence } = describeFailure(error);
    return answer(outgoing, httpStatus, sentence);
  }
  outgoing.writeHead(response.statusCode ?? 502, endToEnd(response));
  await pipeline(response, outgoing);
}

/** Without the hop's own headers, and without those that `Connection` names as such. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const isOfHop = HOP_HEADERS.has(name.toLowerCase()) || named.includes(name.toLowerCase());
    if (!isOfHop) kept.push(name, value);
  }
  return kept;
}

/** Node frames a body by itself for some methods only; any method may have one. */
function framing({ headers }: IncomingMessage): string[] {
  return headers['transfer-encoding'] ? ['Transfer-Encoding', 'chunked'] : [];
}

function answer(outgoing: ServerResponse, status: number, sentence: string): void {
  outgoing.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  outgoing.end(`${sentence}\n`);
}

function parseAbsolute(target: string): URL | null {
  if (!/^http:\/\//i.test(target) || !URL.canParse(target)) return null;
  return new URL(target);
}

/** `host:port`, with an IPv6 address in brackets. */
function parseAuthority(target: string): Destination | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/@\s]+)):(\d{1,5})$/i.exec(target);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host && port >= 1 && port <= 65_535 ? { host, port } : null;
}

function abortOnClose(stream: Socket | ServerResponse): AbortSignal {
  const gone = new AbortController();
  stream.once('close', () => gone.abort(new Error('The app went away.')));
  return gone.signal;
}
