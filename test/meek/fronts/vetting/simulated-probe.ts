import type { Clock } from '../../../../src/meek/clock.ts';
import { FrontFailure } from '../../../../src/meek/fronts/failure/front-failure.ts';
import type { Candidate } from '../../../../src/meek/fronts/selector/candidate.ts';
import type { Random } from '../../../../src/meek/random.ts';
import type { ManualClock } from '../../manual-clock.ts';

/** What a probe of a front will come to, and after how long; `null`: it swallows packets. */
type Fate = { readonly ms: number; readonly failure: FrontFailure | null } | null;

/**
 * Fronts of which a tenth is alive and answers within 300 to 800 ms. Of the dead, 60 % swallow
 * packets, 25 % reset the connection within 300 ms, 15 % answer 403 within 500 ms.
 */
export function drawFate(random: Random, aliveShare: number): Fate {
  const place = random.fraction();
  const chance = random.fraction();
  if (random.fraction() < aliveShare) return { ms: 300 + 500 * chance, failure: null };
  if (place < 0.6) return null;
  if (place < 0.85)
    return { ms: 50 + 250 * chance, failure: new FrontFailure('FRONT_TLS_RESET', '') };
  return {
    ms: 200 + 300 * chance,
    failure: new FrontFailure('FRONT_CDN_REFUSED', '', { status: 403 }),
  };
}

export interface ProbeLog {
  readonly started: string[];
  underWay: number;
  mostUnderWay: number;
}

/** A probe of fronts whose fates are drawn; it gives up at its limit, and when it is called off. */
export function simulatedProbe(clock: Clock, fateOf: (candidate: Candidate) => Fate) {
  const log: ProbeLog = { started: [], underWay: 0, mostUnderWay: 0 };
  const probe = (candidate: Candidate, limitMs: number, signal: AbortSignal) =>
    new Promise<{ rttMs: number }>((resolve, reject) => {
      log.started.push(candidate.key);
      log.underWay += 1;
      log.mostUnderWay = Math.max(log.mostUnderWay, log.underWay);
      const fate = fateOf(candidate);
      const isLate = fate === null || fate.ms > limitMs;
      const cancel = clock.schedule(isLate ? limitMs : fate.ms, () => {
        log.underWay -= 1;
        signal.removeEventListener('abort', onAbort);
        if (isLate) reject(new FrontFailure('FRONT_TIMEOUT', ''));
        else if (fate.failure) reject(fate.failure);
        else resolve({ rttMs: fate.ms });
      });
      const onAbort = () => {
        cancel();
        log.underWay -= 1;
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
  return { probe, log };
}

/** Turns that everything which waits for nothing but promises takes at most. */
const TURNS = 12;

/** Moves the clock from event to event until `isOver`, or nothing is left to happen. */
export async function runUntil(clock: ManualClock, isOver: () => boolean): Promise<void> {
  for (;;) {
    for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
    if (isOver() || clock.scheduledCount === 0) return;
    clock.advanceToNext();
  }
}
