import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';
import { TunnelError } from '../../tunnel/errors.ts';
import { H2Tunnel } from '../../tunnel/h2-tunnel.ts';
import { SocksError } from '../../tunnel/socks5.ts';
import type { Dial, OpenUdp } from '../local-proxy/dial.ts';
import { EarlyAnswers } from '../local-proxy/early-answers.ts';
import { unlessAborted } from '../unless-aborted.ts';
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

  /**
   * Opens the tunnel, or makes sure that it still stands, so that the first connection need not
   * find out.
   *
   * @throws TunnelError, or the pipe's error, that the first connection would fail with
   */
  async warmUp(): Promise<void> {
    const standing = this.#tunnel;
    const tunnel = await this.#open();
    if (!standing) return;
    try {
      await this.#inTime((signal) => unlessAborted(tunnel.ping(), signal));
    } catch (error) {
      if (!tunnel.isOver) throw error;
      this.#forget(standing);
      await this.#open();
    }
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
    const pipe = await this.#inTime((limit) =>
      tunnel.dial(destination, { signal: AbortSignal.any([signal, limit]) }),
    );
    this.earlyAnswers.learn(destination);
    return pipe;
  };

  async #inTime<T>(ask: (limit: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const tooLate = new TunnelError('TUNNEL_DEAD', 'The server did not answer in time.');
    const disarm = this.#options.clock.schedule(ANSWER_LIMIT_MS, () => limit.abort(tooLate));
    try {
      return await ask(limit.signal);
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
    if (this.#tunnel) return this.#tunnel;
    const opening = this.#start();
    this.#tunnel = opening;
    opening
      .then((tunnel) => tunnel.closed)
      .catch(() => {})
      .finally(() => this.#forget(opening));
    return opening;
  }

  async #start(): Promise<H2Tunnel> {
    const { pin, token, clock, openPipe, onWrongKey } = this.#options;
    try {
      const { signal } = this.#closed;
      return await H2Tunnel.open(openPipe(), { pin, token, clock, signal });
    } catch (error) {
      if (error instanceof TunnelError && error.code === 'TUNNEL_WRONG_PIN') onWrongKey();
      throw error;
    }
  }

  #forget(lost: Promise<H2Tunnel>): void {
    if (this.#tunnel === lost) this.#tunnel = null;
  }
}
