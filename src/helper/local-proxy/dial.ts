import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Pipe } from '../../meek/pipe.ts';
import type { UdpFlow } from '../../tunnel/connect-udp.ts';
import type { Destination } from '../../tunnel/socks5.ts';
import type { EarlyAnswers } from './early-answers.ts';

/**
 * Connects to a destination through the tunnel. Rejects with the code of what failed.
 *
 * With `firstBytes`, be they none, the app waits for no answer: they may leave together with the
 * request, and the pipe may be there before the far end answered. A refusal breaks it then.
 */
export type Dial = (
  destination: Destination,
  signal: AbortSignal,
  firstBytes?: Uint8Array,
) => Promise<Pipe>;

/** Opens a flow of datagrams through the tunnel. */
export type OpenUdp = (
  destination: Destination,
  onDatagram: (payload: Uint8Array) => void,
) => Promise<UdpFlow>;

/** What the local proxy's port is for. */
export interface ProxyHandlers {
  readonly dial: Dial;
  /** Takes a request to open the link's WebSocket, or refuses it. */
  readonly acceptLink: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
  /** Absent: an app hears nothing before the far end was reached. */
  readonly earlyAnswers?: EarlyAnswers | undefined;
  /** Absent: SOCKS5 knows no UDP ASSOCIATE. */
  readonly openUdp?: OpenUdp | undefined;
}
