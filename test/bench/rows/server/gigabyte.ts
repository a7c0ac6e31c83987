import { setTimeout as sleep } from 'node:timers/promises';
import { startServerLoad } from '../../load-process.ts';
import { MemorySampler, residentMegabytes } from '../../memory.ts';
import { startOrigin } from '../../origin-process.ts';
import { peaksOfParts } from '../../peaks.ts';
import type { Measurement, Row } from '../../row.ts';
import { startServer } from './start.ts';

const GIGABYTE = 1e9;
const MEGABYTE = 1e6;
const LIMIT_MS = 300_000;
const SAMPLE_MS = 20;
const SETTLE_MS = 2_000;
const PARTS = 4;
/** By so much peaks differ though no more is held, over 6 GB as over 1: garbage. */
const NOISE_MEGABYTES = 64;

/** 1 GB one way through one session and its tunnel: memory must not follow. */
export const gigabyteRows: readonly Row[] = (['down', 'up'] as const).map((direction) => ({
  name: `server-gigabyte-${direction}`,
  measure: () => measure(direction),
}));

async function measure(direction: 'down' | 'up'): Promise<Measurement> {
  await using stack = new AsyncDisposableStack();
  const server = await startServer('builtin', stack);
  const origin = await startOrigin();
  stack.defer(() => origin.stop());
  const beforeMegabytes = residentMegabytes(server.pid);
  const sampler = new MemorySampler(server.pid, SAMPLE_MS);
  stack.defer(() => void sampler.stop());
  const address = { port: server.ready.port, pin: server.ready.pin ?? '' };
  const task = { do: 'move', direction, bytes: GIGABYTE, originPort: origin.ready.port } as const;
  const load = await startServerLoad(address, task, { limitMs: LIMIT_MS });
  await load.stop(0);
  const samples = sampler.stop();
  await sleep(SETTLE_MS);
  const peaks = peaksOfParts(samples, PARTS);
  // The first part fills the heap to where it is collected.
  const growthMegabytes = (peaks[PARTS - 1] ?? 0) - (peaks[1] ?? 0);
  return {
    value: growthMegabytes,
    unit: 'MB of growth',
    failure: growthMegabytes > NOISE_MEGABYTES ? 'memory grows with the bytes' : undefined,
    params: {
      peaksMegabytes: peaks.map(Math.round).join(', '),
      ...{ beforeMegabytes, afterMegabytes: residentMegabytes(server.pid) },
      megabytesPerSecond: GIGABYTE / MEGABYTE / (load.ready.elapsedMs / 1000),
      ...{ bytes: GIGABYTE, protocol: 'meek-v2', encrypted: true },
    },
  };
}
