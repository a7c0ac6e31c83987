import { isLoopback } from './link.ts';
import type { Target } from './load/tasks.ts';
import { runLoad } from './load-process.ts';
import type { Received } from './origin/requests.ts';
import type { Path } from './path.ts';

export type Direction = 'download' | 'upload';

/** TCP's slow start and whatever the tunnel has to learn first, not measured in either. */
const MIN_RAMP_MS = 1_000;
const RAMP_ROUND_TRIPS = 20;
const PATIENCE_MS = 30_000;

export interface Throughput {
  /** Once the ramp is over. */
  readonly bytesPerSecond: number;
  /** From the first byte on, the ramp included. */
  readonly wholeBytesPerSecond: number;
  readonly allBytes: number;
}

/** One connection's rate, tunnelled or direct. */
export async function measureThroughput(
  path: Path,
  target: Target,
  direction: Direction,
  seconds: number,
): Promise<Throughput> {
  const rampMs = rampMsOf(path);
  const windowMs = seconds * 1000;
  const task = { do: direction, rampMs, windowMs } as const;
  const limitMs = rampMs + windowMs + PATIENCE_MS;
  const options = { namespace: path.namespaces?.client, limitMs };
  const received: Received = await runLoad(target, task, options);
  return {
    bytesPerSecond: (received.windowBytes / received.windowMs) * 1000,
    wholeBytesPerSecond: (received.allBytes / received.allMs) * 1000,
    allBytes: received.allBytes,
  };
}

export function rampMsOf({ link }: Path): number {
  return isLoopback(link) ? MIN_RAMP_MS : Math.max(MIN_RAMP_MS, RAMP_ROUND_TRIPS * link.rttMs);
}
