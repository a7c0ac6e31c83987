import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../meek/clock.ts';
import { formatHostPort, type HostPort } from './host-port.ts';

/** An address that cannot be listened on. `message` is a sentence for the operator. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code = 'LISTEN';
}

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen on that port',
  EADDRNOTAVAIL: 'this machine does not have that address',
};

/** Starts to accept connections and returns the port, which the system chooses if it was 0. */
export async function listen(server: Server, address: HostPort): Promise<number> {
  try {
    await once(server.listen({ ...address }), 'listening');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const reason = REASONS[code] ?? message;
    throw new ListenError(`cannot listen on ${formatHostPort(address)}: ${reason}`, {
      cause: error,
    });
  }
  return (server.address() as AddressInfo).port;
}

/** Accepts no more, lets what is under way finish within `graceMs`, then cuts the rest. */
export function stopListening(server: Server, clock: Clock, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cancelCut = clock.schedule(graceMs, () => server.closeAllConnections());
    server.close(() => {
      cancelCut();
      resolve();
    });
  });
}
