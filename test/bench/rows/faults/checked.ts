import type { Chain } from '../../chain.ts';
import type { Exchanged } from '../../load/tasks.ts';
import { runLoad } from '../../load-process.ts';
import type { Measurement, Params, RowContext } from '../../row.ts';

const FULL_BYTES = 50_000_000;
/** A fault has to meet the transfer in its middle, however fast the machine is. */
const BYTES_PER_SECOND = 5_000_000;
/** As a multiple of the time that the transfer takes without a fault. */
const PATIENCE = 6;
/** Longer than the 30 s in which a browser wakes a worker that has died. */
const MIN_PATIENCE_MS = 60_000;
const START_LIMIT_MS = 10_000;

/** Each way. */
export function bytesOf({ seconds }: RowContext): number {
  return Math.min(FULL_BYTES, seconds * BYTES_PER_SECOND);
}

/** Until so many bytes each way are half done. */
export function middleMs(bytes: number): number {
  return (bytes / BYTES_PER_SECOND / 2) * 1000;
}

/** Both ways at once, each compared at its end, with a rest in the middle. */
export function exchange(chain: Chain, bytes: number, restMs = 0): Promise<Exchanged> {
  const size = { downBytes: bytes, upBytes: bytes, bytesPerSecond: BYTES_PER_SECOND, restMs };
  const nominalMs = 2 * middleMs(bytes) + restMs;
  const limitMs = Math.max(MIN_PATIENCE_MS, PATIENCE * nominalMs);
  const task = { do: 'exchange', ...size, limitMs } as const;
  return runLoad(chain.tunnelled, task, { limitMs: limitMs + START_LIMIT_MS });
}

/** Why an exchange is not as it should be. */
export function failureOf(
  { down, up, ended, elapsedMs }: Exchanged,
  longestGapMs = Number.POSITIVE_INFINITY,
): string | undefined {
  if (!up) return `${ended} after ${elapsedMs} ms`;
  if (!down.isExact) return 'what came down is not what was sent';
  if (!up.isExact) return 'what came up is not what was sent';
  const gapMs = Math.max(down.longestGapMs, up.longestGapMs);
  return gapMs > longestGapMs ? `${gapMs} ms without a byte` : undefined;
}

export function describe({ down, up, openedAfterMs, elapsedMs }: Exchanged): Params {
  return {
    openedAfterSeconds: openedAfterMs / 1000,
    elapsedSeconds: elapsedMs / 1000,
    longestDownGapSeconds: down.longestGapMs / 1000,
    downBytes: down.bytes,
    ...(up && { longestUpGapSeconds: up.longestGapMs / 1000, upBytes: up.bytes }),
  };
}

/** 1 when both ends got exactly what the other sent, and all else was as it should be. */
export function verdict(failure: string | undefined, params: Params): Measurement {
  return { value: failure === undefined ? 1 : 0, unit: 'exact', baseline: 1, failure, params };
}
