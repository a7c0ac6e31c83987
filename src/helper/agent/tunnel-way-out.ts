import { TunnelError } from '../../tunnel/errors.ts';
import { SocksError } from '../../tunnel/socks5.ts';
import type { Dial, OpenUdp } from '../local-proxy/dial.ts';
import { EarlyAnswers } from '../local-proxy/early-answers.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { TunnelLane, type TunnelLaneOptions } from './tunnel-lane.ts';
import type { WayOut } from './way-out.ts';

/** The server itself gives up after 10 s; the rest is for a front that has to be changed. */
const ANSWER_LIMIT_MS = 15_000;

/** How often it is looked whether the side lane is still needed, and after which it is tried again. */
const SIDE_LANE_LOOK_MS = 30_000;

/**
 * All connections in one encrypted tunnel. While that is busy, new ones go through a second: what
 * is under way of a download would come first otherwise, for longer than a round trip.
 */
export class TunnelWayOut implements WayOut {
  readonly earlyAnswers: EarlyAnswers;
  readonly #options: TunnelLaneOptions;
  readonly #main: TunnelLane;
  readonly #side: TunnelLane;
  #disarmLook: (() => void) | null = null;

  constructor(options: TunnelLaneOptions) {
    this.#options = options;
    this.earlyAnswers = new EarlyAnswers(options.clock);
    this.#main = new TunnelLane(options, () => this.#openSideLane());
    this.#side = new TunnelLane(options);
  }

  /**
   * Opens the tunnel, or makes sure that it still stands.
   *
   * @throws TunnelError, or the pipe's error, that the first connection would fail with
   */
  warmUp(): Promise<void> {
    return this.#main.warmUp((answer) => this.#inTime((limit) => unlessAborted(answer, limit)));
  }

  readonly dial: Dial = async (destination, signal, firstBytes) => {
    const tunnel = await this.#chooseLane().open();
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

  readonly openUdp: OpenUdp = async (destination, onDatagram) => {
    const tunnel = await this.#chooseLane().open();
    return tunnel.openUdp(destination, onDatagram);
  };

  readonly openExit = async (signal: AbortSignal) => {
    const tunnel = await this.#chooseLane().open();
    return this.#inTime((limit) => tunnel.openExit(AbortSignal.any([signal, limit])));
  };

  close(): void {
    this.#disarmLook?.();
    this.#main.close();
    this.#side.close();
  }

  /** Nothing waits for the side lane to open: until then the main one is quicker. */
  #chooseLane(): TunnelLane {
    const [main, side] = [this.#main, this.#side];
    if (!main.isBusy || !side.isOpen) return main;
    return side.bytesPerSecond < main.bytesPerSecond ? side : main;
  }

  /** Before somebody needs it, for that takes round trips. */
  #openSideLane(): void {
    if (this.#side.isOpen || this.#disarmLook) return;
    this.#disarmLook = this.#lookLater();
    this.#side.open().catch(() => {});
  }

  /** A session that nobody uses costs requests all the same. */
  #lookLater(): () => void {
    return this.#options.clock.schedule(SIDE_LANE_LOOK_MS, () => {
      if (!this.#main.isBusy) this.#side.rest();
      this.#disarmLook = this.#side.isOpen ? this.#lookLater() : null;
    });
  }

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
}
