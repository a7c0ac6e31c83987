import { type Duplex, finished } from 'node:stream';
import type { Clock } from '../../meek/clock.ts';
import { type DialErrorCode, dialErrorOf } from '../dial.ts';
import type { Log } from '../log.ts';
import type { Destination, DialDestination } from './egress.ts';
import {
  encodeReply,
  METHOD_ACCEPTED,
  type Parsed,
  parseGreeting,
  parseRequest,
  Reply,
  Socks5Error,
} from './socks5-messages.ts';

/** From the first byte possible to a whole request; each of its three steps may cost a poll. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

const REPLY_OF_DIAL_ERROR: Record<DialErrorCode, Reply> = {
  DIAL_REFUSED: Reply.connectionRefused,
  DIAL_TIMEOUT: Reply.ttlExpired,
  DIAL_HOST_UNREACHABLE: Reply.hostUnreachable,
  DIAL_NETWORK_UNREACHABLE: Reply.networkUnreachable,
  DIAL_NOT_ALLOWED: Reply.notAllowed,
  DIAL_FAILED: Reply.generalFailure,
  DIAL_ABORTED: Reply.generalFailure,
};

interface Socks5Context {
  readonly dial: DialDestination;
  readonly clock: Clock;
  readonly log: Log;
}

/** Serves one client: no authentication, CONNECT only. Never throws: the client hears of it. */
export async function serveSocks5(client: Duplex, context: Socks5Context): Promise<void> {
  const gone = new AbortController();
  finished(client, () => gone.abort());
  try {
    const destination = await negotiate(client, context.clock);
    const socket = await connect(destination, gone.signal, context);
    client.write(encodeReply(Reply.succeeded));
    join(client, socket);
  } catch (error) {
    if (client.writable) client.end(answerTo(error));
    client.resume();
  }
}

async function negotiate(client: Duplex, clock: Clock): Promise<Destination> {
  const cancelTimeout = clock.schedule(HANDSHAKE_TIMEOUT_MS, () =>
    client.destroy(new Error('the SOCKS5 handshake took too long')),
  );
  try {
    await readMessage(client, parseGreeting);
    client.write(METHOD_ACCEPTED);
    return await readMessage(client, parseRequest);
  } finally {
    cancelTimeout();
  }
}

/** Reads one message and leaves what follows it in the stream. */
async function readMessage<T>(
  stream: Duplex,
  parse: (bytes: Buffer) => Parsed<T> | undefined,
): Promise<T> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk]);
    const parsed = parse(bytes);
    if (!parsed) continue;
    const rest = bytes.subarray(parsed.byteLength);
    if (rest.length > 0) stream.unshift(rest);
    return parsed.message;
  }
  throw new Socks5Error('the client left in its handshake', Buffer.alloc(0));
}

async function connect(destination: Destination, gone: AbortSignal, context: Socks5Context) {
  try {
    return await context.dial(destination, gone);
  } catch (error) {
    const { code, message } = dialErrorOf(error);
    context.log.debug({ event: 'destination-unreachable', code, message, destination });
    throw error;
  }
}

function answerTo(error: unknown): Buffer {
  if (error instanceof Socks5Error) return error.answer;
  return encodeReply(REPLY_OF_DIAL_ERROR[dialErrorOf(error).code]);
}

/** Each direction ends on its own; a side that breaks takes the other one down. */
function join(client: Duplex, socket: Duplex): void {
  finished(client, (error) => error && socket.destroy(error));
  finished(socket, (error) => error && client.destroy(error));
  client.pipe(socket);
  socket.pipe(client);
}
