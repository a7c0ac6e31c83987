import type { Socket } from 'node:net';
import type { Pipe } from '../../meek/pipe.ts';
import { readExactly } from '../../tunnel/read-exactly.ts';
import * as socks5 from '../../tunnel/socks5.ts';
import type { ProxyHandlers } from './dial.ts';
import { describeFailure } from './failure.ts';
import { splice } from './splice.ts';
import type { UdpAssociate } from './udp-associate.ts';

export type SocksHandlers = Pick<ProxyHandlers, 'dial' | 'earlyAnswers'> & {
  readonly udpAssociate?: UdpAssociate | undefined;
};

/** One app's SOCKS5 connection (RFC 1928), without a login. */
export async function serveSocks(socket: Socket, handlers: SocksHandlers): Promise<void> {
  const read = (lengthBytes: number) => readExactly(socket, lengthBytes);
  const { offersNone } = await socks5.readGreeting(read);
  if (!offersNone) {
    socket.end(Uint8Array.of(socks5.VERSION, socks5.METHOD_UNACCEPTABLE));
    return;
  }
  socket.write(Uint8Array.of(socks5.VERSION, socks5.METHOD_NONE));
  try {
    const { command, destination } = await socks5.readRequest(read);
    socket.setTimeout(0);
    const { udpAssociate } = handlers;
    if (command === socks5.COMMAND_CONNECT) await connect(socket, destination, handlers);
    else if (command === socks5.COMMAND_UDP_ASSOCIATE && udpAssociate) {
      await udpAssociate(socket, destination.port);
    } else socket.end(socks5.encodeReply(socks5.Reply.commandNotSupported));
  } catch (error) {
    if (!socket.destroyed) socket.end(socks5.encodeReply(describeFailure(error).socksReply));
  }
}

async function connect(
  socket: Socket,
  destination: socks5.Destination,
  { dial, earlyAnswers }: SocksHandlers,
): Promise<void> {
  const succeed = () => socket.write(socks5.encodeReply(socks5.Reply.succeeded));
  const gone = new AbortController();
  const onClose = () => gone.abort(new Error('The app went away.'));
  socket.once('close', onClose);
  let pipe: Pipe;
  try {
    if (earlyAnswers?.areFor(destination)) {
      succeed();
      const firstBytes = await earlyAnswers.firstBytes(socket);
      pipe = await dial(destination, gone.signal, firstBytes).catch((error) => {
        socket.resetAndDestroy();
        throw error;
      });
    } else {
      pipe = await dial(destination, gone.signal);
      succeed();
    }
  } finally {
    socket.off('close', onClose);
  }
  await splice(socket, pipe);
}
