import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Clock, sleep } from '../../meek/clock.ts';
import type { Destination } from '../../tunnel/socks5.ts';

/** HTTP and TLS: the app speaks first, and takes a reset as well as it takes a refusal. */
const EARLY_PORTS = new Set([80, 443]);

/** An app on this machine answers within a millisecond or so; past this, nothing waits for it. */
const FIRST_BYTES_LIMIT_MS = 5;

/** Destinations that are remembered. */
const MAX_KNOWN = 1_000;

/**
 * Tells apps that they are connected before they are, so that their first bytes travel with the
 * request: one round trip instead of two. A refusal would reach them as a reset, so it is done
 * only where the server has connected before; every other app hears the true answer.
 */
export class EarlyAnswers {
  readonly #clock: Clock;
  readonly #ports: ReadonlySet<number>;
  /** In the order of their last use. */
  readonly #known = new Set<string>();

  constructor(clock: Clock, ports: ReadonlySet<number> = EARLY_PORTS) {
    this.#clock = clock;
    this.#ports = ports;
  }

  areFor(destination: Destination): boolean {
    return this.#known.has(keyOf(destination));
  }

  /** The server has connected to it. */
  learn(destination: Destination): void {
    if (!this.#ports.has(destination.port)) return;
    const key = keyOf(destination);
    this.#known.delete(key);
    this.#known.add(key);
    const [oldest] = this.#known;
    if (oldest !== undefined && this.#known.size > MAX_KNOWN) this.#known.delete(oldest);
  }

  /** The server could not connect to it any more. */
  forget(destination: Destination): void {
    this.#known.delete(keyOf(destination));
  }

  /** What the app says once it was answered; nothing if it takes its time. */
  async firstBytes(socket: Socket): Promise<Uint8Array> {
    if (socket.readableLength === 0) await this.#readableSoon(socket);
    return socket.read() ?? new Uint8Array();
  }

  async #readableSoon(socket: Socket): Promise<void> {
    const done = new AbortController();
    const { signal } = done;
    const events = ['readable', 'end', 'close'].map((event) => once(socket, event, { signal }));
    const waits = [...events, sleep(this.#clock, FIRST_BYTES_LIMIT_MS, signal)];
    await Promise.race(waits.map((wait) => wait.catch(() => {})));
    done.abort();
  }
}

function keyOf({ host, port }: Destination): string {
  return `${host.toLowerCase()}:${port}`;
}
