import type { Clock } from '../../meek/clock.ts';
import type { Pipe } from '../../meek/pipe.ts';
import { DecayingRate } from '../../tunnel/decaying-rate.ts';
import { TunnelError } from '../../tunnel/errors.ts';
import { H2Tunnel } from '../../tunnel/h2-tunnel.ts';

/**
 * From this rate on, bytes of a lane wait behind each other. What is under way is sized by the rate,
 * so the wait hardly depends on it.
 */
const BUSY_BYTES_PER_SECOND = 128 * 1024;

export interface TunnelLaneOptions {
  /** Of the server's key. */
  readonly pin: string;
  readonly token: string | null;
  readonly clock: Clock;
  readonly openPipe: () => Pipe;
  /** Someone answered who does not have the server's key. */
  readonly onWrongKey: () => void;
}

/** A place for one encrypted tunnel, which is opened when it is needed, and again when it was lost. */
export class TunnelLane {
  readonly #options: TunnelLaneOptions;
  readonly #rate: DecayingRate;
  readonly #onBusy: () => void;
  readonly #closed = new AbortController();
  #opening: Promise<H2Tunnel> | null = null;
  /** The tunnel, once it is open and as long as it stands. */
  #standing: H2Tunnel | null = null;

  /** @param onBusy called again and again while it is */
  constructor(options: TunnelLaneOptions, onBusy: () => void = () => {}) {
    this.#options = options;
    this.#rate = new DecayingRate(options.clock);
    this.#onBusy = onBusy;
  }

  get isOpen(): boolean {
    return this.#standing !== null;
  }

  get isBusy(): boolean {
    return this.bytesPerSecond >= BUSY_BYTES_PER_SECOND;
  }

  get bytesPerSecond(): number {
    return this.#rate.bytesPerSecond;
  }

  /** @throws TunnelError, or the pipe's error */
  open(): Promise<H2Tunnel> {
    if (this.#closed.signal.aborted) return Promise.reject(this.#closed.signal.reason);
    if (this.#opening) return this.#opening;
    const opening = this.#start();
    this.#opening = opening;
    opening
      .then((tunnel) => {
        this.#standing = tunnel;
        return tunnel.closed;
      })
      .catch(() => {})
      .finally(() => this.#forget(opening));
    return opening;
  }

  /**
   * Opens the tunnel, or makes sure that it still stands, so that the first connection need not
   * find out.
   *
   * @param ask puts a limit to how long a tunnel that stands may take to answer
   * @throws TunnelError, or the pipe's error, that the first connection would fail with
   */
  async warmUp(ask: (answer: Promise<void>) => Promise<void>): Promise<void> {
    const before = this.#opening;
    const tunnel = await this.open();
    if (!before) return;
    try {
      await ask(tunnel.ping());
    } catch (error) {
      if (!tunnel.isOver) throw error;
      this.#forget(before);
      await this.open();
    }
  }

  /** Closes the tunnel if no connection is open in it. It may be opened again. */
  rest(): void {
    if (this.#standing?.openStreams === 0) this.#standing.close();
  }

  close(): void {
    this.#closed.abort(new TunnelError('TUNNEL_CLOSED', 'The tunnel was closed.'));
    this.#opening?.then((tunnel) => tunnel.close()).catch(() => {});
  }

  async #start(): Promise<H2Tunnel> {
    const { pin, token, clock, openPipe, onWrongKey } = this.#options;
    try {
      const { signal } = this.#closed;
      const onMoved = (byteLength: number) => this.#count(byteLength);
      return await H2Tunnel.open(openPipe(), { pin, token, clock, signal, onMoved });
    } catch (error) {
      if (error instanceof TunnelError && error.code === 'TUNNEL_WRONG_PIN') onWrongKey();
      throw error;
    }
  }

  #count(byteLength: number): void {
    this.#rate.add(byteLength);
    if (this.isBusy) this.#onBusy();
  }

  #forget(lost: Promise<H2Tunnel>): void {
    if (this.#opening !== lost) return;
    this.#opening = null;
    this.#standing = null;
  }
}
