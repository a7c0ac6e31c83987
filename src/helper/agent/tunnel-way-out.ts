import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';
import { TunnelError } from '../../tunnel/errors.ts';
import { H2Tunnel } from '../../tunnel/h2-tunnel.ts';
import { type Destination, SocksError } from '../../tunnel/socks5.ts';
import type { Dial, OpenUdp } from '../local-proxy/dial.ts';
import { EarlyAnswers } from '../local-proxy/early-answers.ts';
import type { WayOut } from './way-out.ts';

/** The server itself gives up after 10 s; the rest is for a front that has to be changed. */
const ANSWER_LIMIT_MS = 15_000;

export interface TunnelWayOutOptions {
  /** Of the server's key. */
  readonly pin: string;
  readonly token: string | null;
  readonly clock: Clock;
  readonly openPipe: () => Pipe;
  /** Someone answered who does not have the server's key. */
  readonly onWrongKey: () => void;
}

/** All connections in one encrypted tunnel, which is opened once and again when it was lost. */
export class TunnelWayOut implements WayOut {
  readonly earlyAnswers: EarlyAnswers;
  readonly #options: TunnelWayOutOptions;
  readonly #closed = new AbortController();
  #tunnel: Promise<H2Tunnel> | null = null;

  constructor(options: TunnelWayOutOptions) {
    this.#options = options;
    this.earlyAnswers = new EarlyAnswers(options.clock);
  }

  /** Opens the tunnel, so that the first connection need not wait for it. */
  warmUp(): void {
    this.#open().catch(() => {});
  }

  readonly dial: Dial = async (destination, signal, firstBytes) => {
    const tunnel = await this.#open();
    if (firstBytes) {
      const pipe = await tunnel.dial(destination, {
        signal,
        earlyData: firstBytes,
        isOptimistic: true,
      });
      pipe.closed.catch((error) => {
        if (error instanceof SocksError) this.earlyAnswers.forget(destination);
      });
      return pipe;
    }
    const pipe = await this.#dialInTime(tunnel, destination, signal);
    this.earlyAnswers.learn(destination);
    return pipe;
  };

  async #dialInTime(tunnel: H2Tunnel, destination: Destination, signal: AbortSignal) {
    const limit = new AbortController();
    const tooLate = new TunnelError('TUNNEL_DEAD', 'The server did not answer in time.');
    const disarm = this.#options.clock.schedule(ANSWER_LIMIT_MS, () => limit.abort(tooLate));
    try {
      return await tunnel.dial(destination, { signal: AbortSignal.any([signal, limit.signal]) });
    } finally {
      disarm();
    }
  }

  readonly openUdp: OpenUdp = async (destination, onDatagram) => {
    const tunnel = await this.#open();
    return tunnel.openUdp(destination, onDatagram);
  };

  close(): void {
    this.#closed.abort(new TunnelError('TUNNEL_CLOSED', 'The tunnel was closed.'));
    this.#tunnel?.then((tunnel) => tunnel.close()).catch(() => {});
  }

  #open(): Promise<H2Tunnel> {
    if (this.#closed.signal.aborted) return Promise.reject(this.#closed.signal.reason);
    this.#tunnel ??= this.#start();
    return this.#tunnel;
  }

  async #start(): Promise<H2Tunnel> {
    const { pin, token, clock, openPipe, onWrongKey } = this.#options;
    try {
      const tunnel = await H2Tunnel.open(openPipe(), {
        pin,
        token,
        clock,
        signal: this.#closed.signal,
      });
      tunnel.closed.catch(() => {}).finally(() => this.#forget());
      return tunnel;
    } catch (error) {
      this.#forget();
      if (error instanceof TunnelError && error.code === 'TUNNEL_WRONG_PIN') onWrongKey();
      throw error;
    }
  }

  #forget(): void {
    this.#tunnel = null;
  }
}
