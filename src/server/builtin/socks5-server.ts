import { type Duplex, finished } from 'node:stream';
import type { Clock } from '../../meek/clock.ts';
import { readExactly } from '../../tunnel/read-exactly.ts';
import * as socks5 from '../../tunnel/socks5.ts';
import { type DialErrorCode, dialErrorOf } from '../dial.ts';
import type { Log } from '../log.ts';
import type { DialDestination } from './egress.ts';

/** From the first byte possible to a whole request; each of its three steps may cost a poll. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

const { Reply } = socks5;
const REPLY_OF_DIAL_ERROR: Record<DialErrorCode, number> = {
  DIAL_REFUSED: Reply.connectionRefused,
  // The nearest to “timed out” that there is.
  DIAL_TIMEOUT: Reply.ttlExpired,
  DIAL_HOST_UNREACHABLE: Reply.hostUnreachable,
  DIAL_NETWORK_UNREACHABLE: Reply.networkUnreachable,
  DIAL_NOT_ALLOWED: Reply.notAllowed,
  DIAL_FAILED: Reply.generalFailure,
  DIAL_ABORTED: Reply.generalFailure,
};

/** There is nothing to go on with after the greeting. */
class GreetingError extends Error {
  override readonly name = 'GreetingError';
  readonly code = 'SOCKS5_GREETING';
  /** What the client is told: nothing, if it speaks another protocol. */
  readonly answer: Uint8Array;

  constructor(message: string, answer: Uint8Array, options?: ErrorOptions) {
    super(message, options);
    this.answer = answer;
  }
}

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
    client.write(socks5.encodeReply(Reply.succeeded));
    join(client, socket);
  } catch (error) {
    if (client.writable) client.end(answerTo(error));
    client.resume();
  }
}

async function negotiate(client: Duplex, clock: Clock): Promise<socks5.Destination> {
  const cancelTimeout = clock.schedule(HANDSHAKE_TIMEOUT_MS, () =>
    client.destroy(new Error('the SOCKS5 handshake took too long')),
  );
  const read = (lengthBytes: number) => readExactly(client, lengthBytes);
  try {
    await greet(client, read);
    const { command, destination } = await socks5.readRequest(read);
    if (command === socks5.COMMAND_CONNECT) return destination;
    throw socks5.SocksError.fromReply(Reply.commandNotSupported);
  } finally {
    cancelTimeout();
  }
}

async function greet(client: Duplex, read: socks5.ReadExactly): Promise<void> {
  const { offersNone } = await socks5.readGreeting(read).catch((cause: unknown) => {
    throw new GreetingError('this is not SOCKS5', new Uint8Array(), { cause });
  });
  if (!offersNone) {
    const answer = Uint8Array.of(socks5.VERSION, socks5.METHOD_UNACCEPTABLE);
    throw new GreetingError('every offered method needs authentication', answer);
  }
  client.write(Uint8Array.of(socks5.VERSION, socks5.METHOD_NONE));
}

async function connect(destination: socks5.Destination, gone: AbortSignal, context: Socks5Context) {
  try {
    return await context.dial(destination, gone);
  } catch (error) {
    const { code, message } = dialErrorOf(error);
    context.log.debug({ event: 'destination-unreachable', code, message, destination });
    throw error;
  }
}

function answerTo(error: unknown): Uint8Array {
  if (error instanceof GreetingError) return error.answer;
  if (error instanceof socks5.SocksError) return socks5.encodeReply(error.reply);
  return socks5.encodeReply(REPLY_OF_DIAL_ERROR[dialErrorOf(error).code]);
}

/** Each direction ends on its own; a side that breaks takes the other one down. */
function join(client: Duplex, socket: Duplex): void {
  finished(client, (error) => error && socket.destroy(error));
  finished(socket, (error) => error && client.destroy(error));
  client.pipe(socket);
  socket.pipe(client);
}
