import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { connect as netConnect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { Clock } from '../meek/clock.ts';

/** Why a connection did not come about; RFC 1928 has a reply for each of the first five. */
export type DialErrorCode =
  | 'DIAL_REFUSED'
  | 'DIAL_TIMEOUT'
  | 'DIAL_HOST_UNREACHABLE'
  | 'DIAL_NETWORK_UNREACHABLE'
  /** Our egress policy, or this machine's firewall. */
  | 'DIAL_NOT_ALLOWED'
  | 'DIAL_FAILED'
  /** The one who asked is gone. */
  | 'DIAL_ABORTED';

/** A failed dial. `code` is stable; `message` may name the destination: for the debug log only. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly code: DialErrorCode;

  constructor(code: DialErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What to connect to: a name or address for the system to resolve, or addresses tried in turn. */
export type TcpTarget =
  | { readonly host: string; readonly port: number }
  | { readonly addresses: readonly LookupAddress[]; readonly port: number };

/** Connects. Both directions of the socket end on their own (`allowHalfOpen`). */
export type DialTcp = (target: TcpTarget, signal: AbortSignal) => Promise<Socket>;

/** How long a dial may take in all, resolving included (lantern-box). */
export const DIAL_TIMEOUT_MS = 10_000;

/** Dead peers are noticed by TCP keep-alive from this idle time on (Go's default is 15 s too). */
const KEEP_ALIVE_DELAY_MS = 15_000;

/**
 * Node gives an address this long before it drops the attempt and tries the next. Its own 250 ms
 * is less than a handshake to the far side of the world may take.
 */
const ADDRESS_ATTEMPT_TIMEOUT_MS = 500;

/** `connect` is injected by tests. */
export function createTcpDialer(connect: typeof netConnect = netConnect): DialTcp {
  return (target, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortReason(signal));
      const socket = connect(connectOptions(target));
      const settle = () => {
        signal.removeEventListener('abort', onAbort);
        socket.off('error', onError).off('connect', onConnect);
      };
      const onConnect = () => {
        settle();
        resolve(socket);
      };
      const onError = (error: Error) => {
        settle();
        reject(dialErrorOf(error));
      };
      const onAbort = () => {
        settle();
        socket.on('error', () => {}).destroy();
        reject(abortReason(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      socket.on('error', onError).on('connect', onConnect);
    });
}

/** Runs `dial` with a signal that also aborts after `DIAL_TIMEOUT_MS`, and gives up with it. */
export async function withinDialTimeout<T>(
  clock: Clock,
  signal: AbortSignal,
  dial: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const cancel = clock.schedule(DIAL_TIMEOUT_MS, () =>
    timeout.abort(new DialError('DIAL_TIMEOUT', `no connection after ${DIAL_TIMEOUT_MS} ms`)),
  );
  try {
    return await dial(AbortSignal.any([signal, timeout.signal]));
  } finally {
    cancel();
  }
}

/** `promise`, unless the signal aborts first: for work that cannot be called off itself. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortReason(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function abortReason(signal: AbortSignal): DialError {
  if (signal.reason instanceof DialError) return signal.reason;
  return new DialError('DIAL_ABORTED', 'the dial was called off', { cause: signal.reason });
}

function connectOptions(target: TcpTarget): TcpNetConnectOpts {
  return {
    host: 'addresses' in target ? 'already-resolved.invalid' : target.host,
    port: target.port,
    lookup: 'addresses' in target ? lookupOf(target.addresses) : systemLookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_TIMEOUT_MS,
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
  };
}

type LookupCallback = (error: null, addresses: LookupAddress[]) => void;

/** Answers net.connect with the addresses that were checked, so that nothing is resolved twice. */
function lookupOf(addresses: readonly LookupAddress[]): TcpNetConnectOpts['lookup'] {
  const answer = (_name: string, _options: LookupOptions, callback: LookupCallback) =>
    callback(null, [...addresses]);
  return answer as TcpNetConnectOpts['lookup'];
}

const CODE_OF_SYSTEM_ERROR: Record<string, DialErrorCode> = {
  ECONNREFUSED: 'DIAL_REFUSED',
  ETIMEDOUT: 'DIAL_TIMEOUT',
  EHOSTUNREACH: 'DIAL_HOST_UNREACHABLE',
  ENOTFOUND: 'DIAL_HOST_UNREACHABLE',
  EAI_AGAIN: 'DIAL_HOST_UNREACHABLE',
  ENETUNREACH: 'DIAL_NETWORK_UNREACHABLE',
  EACCES: 'DIAL_NOT_ALLOWED',
  EPERM: 'DIAL_NOT_ALLOWED',
};

/** When several addresses failed: the failure of the one that came closest. */
const CLOSEST_FIRST: readonly DialErrorCode[] = [
  'DIAL_REFUSED',
  'DIAL_TIMEOUT',
  'DIAL_HOST_UNREACHABLE',
  'DIAL_NETWORK_UNREACHABLE',
  'DIAL_NOT_ALLOWED',
];

export function dialErrorOf(error: unknown): DialError {
  if (error instanceof DialError) return error;
  const causes: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const codes = causes.map(
    (cause) => CODE_OF_SYSTEM_ERROR[(cause as { code?: string }).code ?? ''],
  );
  const code = CLOSEST_FIRST.find((candidate) => codes.includes(candidate)) ?? 'DIAL_FAILED';
  return new DialError(code, error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
