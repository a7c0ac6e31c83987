import { besidePlainTcp } from '../baseline-tcp.ts';
import type { ChainPids } from '../chain.ts';
import { cpuMsOfTrees } from '../cpu-time.ts';
import { LOOPBACK } from '../link.ts';
import type { Measurement, Params, Row, RowContext } from '../row.ts';
import { type Direction, measureThroughput } from '../throughput.ts';

const MEGABYTE = 1e6;

/** How fast this machine can go, and what each part costs it. */
export const loopbackRows: readonly Row[] = (['download', 'upload'] as const).map((direction) => ({
  name: `loopback-${direction}`,
  measure: (context: RowContext) => measureLoopback(context, direction),
}));

async function measureLoopback(
  { testbed, seconds }: RowContext,
  direction: Direction,
): Promise<Measurement> {
  const chain = await testbed.chain(LOOPBACK);
  const path = await testbed.path(LOOPBACK);
  const { measured, plainBytesPerSecond } = await besidePlainTcp(
    path,
    direction,
    seconds,
    async () => {
      const before = cpuMs(chain.pids);
      const throughput = await measureThroughput(path, chain.tunnelled, direction, seconds);
      const after = cpuMs(chain.pids);
      return { throughput, before, after };
    },
  );
  const { throughput, before, after } = measured;
  const megabytes = throughput.allBytes / MEGABYTE;
  const costs: Params = {};
  for (const part of PARTS) costs[`${part}CpuMsPerMB`] = (after[part] - before[part]) / megabytes;
  return {
    value: throughput.bytesPerSecond / MEGABYTE,
    unit: 'MB/s',
    baseline: plainBytesPerSecond / MEGABYTE,
    params: { ...costs, seconds },
  };
}

const PARTS = ['browser', 'helper', 'server', 'edge'] as const;

function cpuMs({ browser, relay, agent, server, edge }: ChainPids) {
  const helper = [relay, agent];
  return {
    // The relay is a child of the browser, but no part of it.
    browser: cpuMsOfTrees([browser], { without: helper }),
    helper: cpuMsOfTrees(helper),
    server: cpuMsOfTrees([server]),
    edge: cpuMsOfTrees([edge]),
  };
}
