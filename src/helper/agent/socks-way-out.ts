import { LinkError } from '../../link/errors.ts';
import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';
import { dialThroughSocks } from '../../tunnel/socks-dialer.ts';
import type { Dial } from '../local-proxy/dial.ts';
import type { WayOut } from './way-out.ts';

/** How long the far end may take to answer the SOCKS request, in ms. */
const CONNECT_LIMIT_MS = 30_000;

/** A pipe for each connection, and SOCKS5 in it: for servers without a key of their own. */
export class SocksWayOut implements WayOut {
  readonly #openPipe: () => Promise<Pipe>;
  readonly #clock: Clock;

  constructor(openPipe: () => Promise<Pipe>, clock: Clock) {
    this.#openPipe = openPipe;
    this.#clock = clock;
  }

  readonly dial: Dial = async (destination, signal) => {
    const pipe = await this.#openPipe();
    const limit = new AbortController();
    const giveUp = () => limit.abort(new LinkError('LINK_LOST', 'The far end did not answer.'));
    const disarm = this.#clock.schedule(CONNECT_LIMIT_MS, giveUp);
    const until = AbortSignal.any([signal, limit.signal]);
    try {
      return await dialThroughSocks(pipe, destination, until);
    } finally {
      disarm();
    }
  };

  /** Its pipes end with the link. */
  close(): void {}
}
