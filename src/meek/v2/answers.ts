import type { CarrierEnvironment } from '../carrier.ts';
import { MeekError } from '../errors.ts';
import type { Attempt } from './attempts.ts';
import type { Downlink } from './downlink.ts';
import type { Frame } from './frames.ts';
import type { Patience } from './patience.ts';
import { FRAMING_BYTES } from './requests.ts';
import { ResetError } from './reset.ts';
import type { RouteMemory } from './route-memory.ts';
import type { Uplink } from './uplink.ts';
import { DEFAULT_MAX_REQUEST_BYTES } from './wire.ts';

export interface AnswersParts {
  readonly uplink: Uplink;
  readonly downlink: Downlink;
  readonly memory: RouteMemory;
  readonly patience: Patience;
  readonly environment: CarrierEnvironment;
  readonly events: AnswerEvents;
}

export interface AnswerEvents {
  /** The stream's next bytes, in order. */
  received(chunk: Uint8Array): void;
  /** The server has more of ours: everything below `offset`. */
  acknowledged(offset: number): void;
  /** The answer brought so many bytes that had not come before. */
  carried(byteLength: number): void;
  /** The server has answered to an exchange. */
  landed(attempt: Attempt): void;
}

/** What the frames of the server's answers do to the session. */
export class Answers {
  readonly #parts: AnswersParts;
  #lastAtMs: number;
  #serverMaxBodyBytes = DEFAULT_MAX_REQUEST_BYTES;

  constructor(parts: AnswersParts) {
    this.#parts = parts;
    this.#lastAtMs = parts.environment.clock.nowMs();
  }

  /** When the last one began, in ms. */
  get lastAtMs(): number {
    return this.#lastAtMs;
  }

  /** The largest body that the server takes, and the route as far as is known, in bytes. */
  maxBodyBytes(routeKey: string): number {
    const learnt = this.#parts.memory.recordOf(routeKey).maxBodyBytes;
    return Math.min(this.#serverMaxBodyBytes, learnt ?? this.#serverMaxBodyBytes);
  }

  /** @throws ResetError, or a MeekError if the server sent what cannot be */
  take(attempt: Attempt, frame: Frame, nowMs: number): void {
    switch (frame.type) {
      case 'hello':
        return this.#begin(attempt, frame.maxBodyBytes, nowMs);
      case 'ack':
        return this.#acknowledge(attempt, frame.offset, frame.limit, nowMs);
      case 'data':
        return this.#receive(attempt, frame.offset, frame.bytes, nowMs);
      case 'fin':
        if (!this.#parts.downlink.finish(frame.offset)) throw violation('an end amid the stream');
        return;
      case 'reset':
        throw new ResetError(frame.code);
      case 'read':
        throw violation('a READ');
    }
  }

  #begin({ exchange, read, heldMs }: Attempt, maxBodyBytes: number, nowMs: number): void {
    const { downlink, environment, memory, patience } = this.#parts;
    const elapsedMs = nowMs - exchange.startedAtMs;
    patience.answered(Math.max(0, elapsedMs - heldMs));
    this.#lastAtMs = nowMs;
    if (maxBodyBytes > FRAMING_BYTES) this.#serverMaxBodyBytes = maxBodyBytes;
    // An answer to a READ may have waited for bytes.
    if (!read) memory.answered(exchange.route.key, elapsedMs);
    if (read) downlink.begun(read, nowMs);
    environment.observer?.answered(exchange.route);
  }

  #acknowledge(attempt: Attempt, offset: number, limit: number, nowMs: number): void {
    const { uplink, events } = this.#parts;
    const before = uplink.acknowledgedOffset;
    if (!uplink.acknowledge(offset, limit)) throw violation('an ACK of what was never sent');
    if (!attempt.hasLanded) {
      attempt.hasLanded = true;
      if (attempt.post) uplink.land(attempt.post, nowMs);
      events.landed(attempt);
    }
    if (uplink.acknowledgedOffset > before) events.acknowledged(uplink.acknowledgedOffset);
  }

  #receive(attempt: Attempt, offset: number, bytes: Uint8Array, nowMs: number): void {
    const { downlink, events } = this.#parts;
    const before = downlink.arrivedBytes;
    const chunks = downlink.receive(offset, bytes, nowMs);
    if (!chunks) throw violation('DATA that was not asked for');
    const newBytes = downlink.arrivedBytes - before;
    attempt.repeatedBytes += bytes.length - newBytes;
    events.carried(newBytes);
    for (const chunk of chunks) events.received(chunk);
  }
}

function violation(what: string): MeekError {
  return new MeekError('MEEK_PROTOCOL', `The server sent ${what}.`);
}
