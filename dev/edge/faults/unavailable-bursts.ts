import { answerError } from '../pages.ts';
import type { Fault, FaultEnvironment } from './fault.ts';

export interface Bursts {
  /** What is answered during a burst. */
  readonly status: number;
  /** How long one lasts, and the time between two, in ms; half as long at least, half as long again at most. */
  readonly burstMs: number;
  readonly calmMs: number;
  /** Whether the request is read to its end, or its sender told to stop. */
  readonly isRead: boolean;
}

/** In bursts, every new request is answered with an error at once and does not reach the server. */
export function unavailableBursts(
  { status, burstMs, calmMs, isRead }: Bursts,
  { random, nowMs }: FaultEnvironment,
): Fault {
  const about = (meanMs: number) => meanMs * (0.5 + random());
  return (next) => {
    let isBurst = false;
    let untilMs = nowMs() + about(calmMs);
    return (exchange) => {
      while (nowMs() >= untilMs) {
        isBurst = !isBurst;
        untilMs += about(isBurst ? burstMs : calmMs);
      }
      if (!isBurst) return next(exchange);
      answerError(exchange, status);
      if (!isRead) exchange.stopReading();
    };
  };
}
