import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { encodeReply, Reply, SocksError } from '../../tunnel/socks5.ts';
import { encodeUdpPacket, parseUdpPacket } from '../../tunnel/socks5-udp.ts';
import type { OpenUdp } from './dial.ts';
import { UdpOutlets } from './udp-outlets.ts';

/** Apps that use UDP at a time. */
const MAX_ASSOCIATIONS = 128;

const LOOPBACK = '127.0.0.1';

/**
 * Serves a UDP ASSOCIATE (RFC 1928, section 7) until its TCP connection ends. `appPort` is where
 * the app says that its datagrams will come from, 0 if it does not know yet.
 *
 * @throws SocksError when too many associations are open, or the relay cannot be
 */
export type UdpAssociate = (socket: Socket, appPort: number) => Promise<void>;

export function createUdpAssociate(openUdp: OpenUdp): UdpAssociate {
  let open = 0;
  return async (socket, appPort) => {
    if (open >= MAX_ASSOCIATIONS) throw SocksError.fromReply(Reply.generalFailure);
    open += 1;
    const relay = createSocket('udp4');
    try {
      relay.bind(0, LOOPBACK);
      await once(relay, 'listening');
      relay.on('error', () => socket.destroy());
      const outlets = joinRelay(relay, appPort, openUdp);
      socket.write(encodeReply(Reply.succeeded, { host: LOOPBACK, port: relay.address().port }));
      await over(socket);
      outlets.close();
      socket.destroy();
    } finally {
      open -= 1;
      relay.close();
    }
  };
}

/** Datagrams of the app's port go out, and what comes for them goes back there. */
function joinRelay(relay: UdpSocket, appPort: number, openUdp: OpenUdp): UdpOutlets {
  // Any program of this machine could send here: the first one to do so stays the only one.
  let port = appPort;
  const outlets = new UdpOutlets(openUdp, (destination, payload) => {
    relay.send(encodeUdpPacket({ destination, payload }), port, LOOPBACK, () => {});
  });
  relay.on('message', (datagram, sender) => {
    const packet = parseUdpPacket(datagram);
    if (!packet || (port !== 0 && sender.port !== port)) return;
    port = sender.port;
    outlets.send(packet.destination, packet.payload);
  });
  return outlets;
}

async function over(socket: Socket): Promise<void> {
  socket.resume();
  const done = new AbortController();
  const events = ['end', 'close'].map((event) => once(socket, event, { signal: done.signal }));
  await Promise.race(events.map((event) => event.catch(() => {})));
  done.abort();
}
