import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import type { Clock } from '../../meek/clock.ts';
import { type Front, frontAuthority } from '../../meek/fronts/front.ts';
import { isPinned } from './certificate-pins.ts';
import { FrontDialError, type FrontDialErrorCode } from './front-dial-error.ts';

/** How long TCP may take, and TLS after it, in ms: three losses on a slow path. */
const STAGE_LIMIT_MS = 8_000;

/** HTTP/2 if the edge has it. */
export const ANY_HTTP = ['h2', 'http/1.1'];
export const HTTP_1 = ['http/1.1'];

export interface DialFrontOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What is offered in ALPN. */
  readonly protocols: readonly string[];
  /** PEM of the authorities to trust. Default: Node's own, and those of NODE_EXTRA_CA_CERTS. */
  readonly trustedCaPem?: string | undefined;
}

/**
 * Opens TLS to a front as its description says: lantern-box's `FrontSpec`.
 *
 * The certificate is always checked, whatever name was sent or none: against `verifyHost`, else
 * `host`, by the trusted authorities, and against the pins if there are any. Until all of that
 * held, nobody gets the socket.
 *
 * @throws FrontDialError; the signal's reason
 */
export async function dialFront(front: Front, options: DialFrontOptions): Promise<TLSSocket> {
  const tcp = await reachFront(front, options);
  const socket = await secure(tcp, front, options);
  if (!front.pins?.length || isPinned(socket.getPeerCertificate(true), front.pins)) return socket;
  socket.destroy();
  throw failure(front, 'DIAL_TLS_PIN_MISMATCH', 'shows a certificate without a pinned key');
}

async function reachFront(front: Front, options: DialFrontOptions): Promise<Socket> {
  const { address, host, port } = front;
  const socket = connectTcp({ host: address ?? host, port, noDelay: true });
  socket.on('error', () => {});
  const stage = beginStage(options);
  try {
    await once(socket, 'connect', { signal: stage.signal });
    return socket;
  } catch (cause) {
    socket.destroy();
    options.signal.throwIfAborted();
    if (stage.signal.aborted) throw failure(front, 'DIAL_TCP_TIMEOUT', 'does not answer');
    if (isOfResolver(cause))
      throw failure(front, 'DIAL_NAME_NOT_RESOLVED', 'has no address', cause);
    throw failure(front, 'DIAL_TCP_FAILED', 'cannot be connected to', cause);
  } finally {
    stage.end();
  }
}

async function secure(tcp: Socket, front: Front, options: DialFrontOptions): Promise<TLSSocket> {
  const sni = front.sni === undefined ? front.host : front.sni;
  const socket = connectTls({
    socket: tcp,
    // Without a name Node sends no SNI extension.
    ...(sni !== null && { servername: sni }),
    checkServerIdentity: (_, certificate) =>
      checkServerIdentity(front.verifyHost ?? front.host, certificate),
    // Said here, for an environment variable could turn the check off.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ALPNProtocols: [...options.protocols],
    ...(options.trustedCaPem !== undefined && { ca: options.trustedCaPem }),
  });
  socket.on('error', () => {});
  const stage = beginStage(options);
  try {
    await once(socket, 'secureConnect', { signal: stage.signal });
    return socket;
  } catch (cause) {
    socket.destroy();
    tcp.destroy();
    options.signal.throwIfAborted();
    if (stage.signal.aborted) throw failure(front, 'DIAL_TLS_TIMEOUT', 'fell silent during TLS');
    throw tlsFailure(front, socket, cause);
  } finally {
    stage.end();
  }
}

function tlsFailure(front: Front, socket: TLSSocket, cause: unknown): FrontDialError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const name = front.verifyHost ?? front.host;
    return failure(front, 'DIAL_TLS_NAME_MISMATCH', `has no certificate for ${name}`, cause);
  }
  if (socket.authorizationError) {
    return failure(front, 'DIAL_TLS_UNTRUSTED', 'shows a certificate that is not trusted', cause);
  }
  return code === 'ECONNRESET' || code === 'EPIPE'
    ? failure(front, 'DIAL_TLS_RESET', 'was cut off during TLS', cause)
    : failure(front, 'DIAL_TLS_FAILED', 'does not complete TLS', cause);
}

/** Aborts when the dial is called off, or after the time that a stage may take. */
function beginStage({ clock, signal }: DialFrontOptions) {
  const limit = new AbortController();
  const disarm = clock.schedule(STAGE_LIMIT_MS, () => limit.abort());
  return { signal: AbortSignal.any([signal, limit.signal]), end: disarm };
}

function isOfResolver(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall === 'getaddrinfo';
}

function failure(front: Front, code: FrontDialErrorCode, what: string, cause?: unknown) {
  return new FrontDialError(code, `${frontAuthority(front)} ${what}.`, { cause });
}
