import type { Duplex } from 'node:stream';
import type { Clock } from '../../meek/clock.ts';
import type { Read } from '../../meek/v2/frames.ts';
import { ResetCode } from '../../meek/v2/wire.ts';
import type { ByteBudget } from './byte-budget.ts';
import { DownlinkSender } from './downlink-sender.ts';
import { type FrameSink, Reading } from './reading.ts';
import { UplinkReceiver } from './uplink-receiver.ts';

/** READs of one session that are open at a time; beyond, the oldest ends. */
const MAX_READINGS = 16;

export interface SessionOptions {
  readonly clock: Clock;
  /** Bytes kept for each direction at most; the client is told. */
  readonly windowBytes: number;
  readonly budget: ByteBudget;
}

/** One upstream connection, and the two streams that lead from and to a client. */
export class Session {
  readonly #options: SessionOptions;
  readonly #gone = new AbortController();
  readonly #uplink: UplinkReceiver;
  readonly #downlink: DownlinkSender;
  /** Oldest first. */
  readonly #readings = new Set<Reading>();
  #upstream: Duplex | undefined;
  #toldLimit: number;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { windowBytes, budget } = options;
    this.#uplink = new UplinkReceiver({ windowBytes, budget, onTaken: () => this.#tellRoom() });
    this.#downlink = new DownlinkSender({ windowBytes, budget, onNews: () => this.#feed() });
    this.#toldLimit = this.#uplink.limit;
  }

  /** Whether the upstream is over. */
  get isOver(): boolean {
    return this.#downlink.state !== 'open';
  }

  /** Whether a response is open, so that the client is there. */
  get isBeingRead(): boolean {
    return this.#readings.size > 0;
  }

  /** Gives the session its upstream, or rejects as `dial` does. */
  async connect(dial: (signal: AbortSignal) => Promise<Duplex>): Promise<void> {
    const upstream = await dial(this.#gone.signal);
    this.#upstream = upstream;
    this.#downlink.attach(upstream);
    this.#uplink.attach(upstream);
    if (this.#gone.signal.aborted) this.#destroyUpstream();
  }

  receive(offset: number, bytes: Uint8Array): ResetCode | undefined {
    return this.#uplink.receive(offset, bytes);
  }

  finish(offset: number): ResetCode | undefined {
    return this.#uplink.finish(offset);
  }

  acknowledge(offset: number): ResetCode | undefined {
    return this.#downlink.acknowledge(offset) ? undefined : ResetCode.protocol;
  }

  /** What to tell the client of its stream. */
  acknowledgement(): { offset: number; limit: number } {
    const { offset, limit } = this.#uplink;
    this.#toldLimit = limit;
    return { offset, limit };
  }

  /** Answers a READ, or says why not. What older ones were to answer of it, it takes over. */
  read(read: Read, sink: FrameSink): Reading | ResetCode {
    if (read.from < this.#downlink.startOffset) return ResetCode.staleRead;
    for (const older of this.#readings) older.yieldTo(read);
    const [oldest] = this.#readings;
    if (this.#readings.size >= MAX_READINGS) oldest?.end();
    const { clock } = this.#options;
    const onEnd = () => this.#readings.delete(reading);
    const reading: Reading = new Reading(read, { downlink: this.#downlink, sink, clock, onEnd });
    this.#readings.add(reading);
    reading.feed();
    this.#downlink.ask(read.from + read.limitBytes);
    return reading;
  }

  /** Ends everything; responses that are open end with `code`. */
  destroy(code: ResetCode): void {
    this.#gone.abort();
    for (const reading of this.#readings) reading.refuse(code);
    this.#uplink.destroy();
    this.#downlink.destroy();
    this.#destroyUpstream();
  }

  #destroyUpstream(): void {
    // With an error: without one, the far side of an in-process pair would see a clean end.
    this.#upstream?.destroy(new Error('the session is gone'));
  }

  #feed(): void {
    for (const reading of this.#readings) reading.feed();
  }

  /** A client whose window was closing hears that there is room again. */
  #tellRoom(): void {
    if (this.#uplink.limit - this.#toldLimit < this.#options.windowBytes / 4) return;
    const { offset, limit } = this.acknowledgement();
    for (const reading of this.#readings) reading.tell(offset, limit);
  }
}
