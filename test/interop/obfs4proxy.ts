import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type RunningProcess, startProcess } from '../../dev/processes.ts';

const CMETHOD = /^CMETHOD meek_lite socks5 127\.0\.0\.1:(\d+)$/;

/** Where a bridge line would point; meek_lite goes by its url instead. */
const ANY_ADDRESS = [192, 0, 2, 1, 0, 80];

export class TransportRefusedError extends Error {
  override readonly name = 'TransportRefusedError';
  readonly code = 'TRANSPORT_REFUSED';
}

/** Starts Debian's obfs4proxy as Tor would, as a meek_lite client: pt-spec.txt, 3. */
export function startObfs4proxy(
  stateDirectory: string,
  env: NodeJS.ProcessEnv = {},
): Promise<RunningProcess<{ readonly port: number }>> {
  return startProcess({
    command: 'obfs4proxy',
    env: {
      PATH: process.env.PATH,
      TOR_PT_MANAGED_TRANSPORT_VER: '1',
      TOR_PT_STATE_LOCATION: stateDirectory,
      TOR_PT_CLIENT_TRANSPORTS: 'meek_lite',
      ...env,
    },
    ready(line) {
      const port = CMETHOD.exec(line)?.[1];
      return port === undefined ? undefined : { port: Number(port) };
    },
  });
}

/** Opens a connection through a transport: its arguments are SOCKS5's user name and password. */
export async function connectThroughTransport(
  port: number,
  transportArguments: Readonly<Record<string, string>>,
): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  await ask(socket, [5, 1, 2], [5, 2]);
  const text = Object.entries(transportArguments)
    .map(([name, value]) => `${name}=${value.replace(/[\\;=]/g, '\\$&')}`)
    .join(';');
  const [user, password] = split(Buffer.from(text));
  await ask(socket, [1, user.length, ...user, password.length, ...password], [1, 0]);
  await ask(socket, [5, 1, 0, 1, ...ANY_ADDRESS], [5, 0, 0, 1]);
  return socket;
}

/** RFC 1929 has no empty password, so the specification puts a NUL there. */
function split(text: Buffer): [Buffer, Buffer] {
  return text.length > 255 ? [text.subarray(0, 255), text.subarray(255)] : [text, Buffer.of(0)];
}

async function ask(socket: Socket, request: number[], expected: number[]): Promise<void> {
  socket.write(Uint8Array.from(request));
  const [reply] = (await once(socket, 'data')) as [Buffer];
  const start = reply.subarray(0, expected.length);
  if (!start.equals(Uint8Array.from(expected))) {
    throw new TransportRefusedError(`The transport answered ${reply.toString('hex')}.`);
  }
}
