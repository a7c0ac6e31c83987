import { answerError } from '../pages.ts';
import type { Fault, FaultEnvironment } from './fault.ts';

/**
 * In bursts of about `burstMs`, with about `calmMs` between them, every new request is answered
 * with 503 and does not reach the server.
 */
export function unavailableBursts(
  burstMs: number,
  calmMs: number,
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
      if (isBurst) answerError(exchange, 503);
      else next(exchange);
    };
  };
}
