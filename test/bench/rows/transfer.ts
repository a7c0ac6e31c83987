import { besidePlainTcp } from '../baseline-tcp.ts';
import type { Link } from '../link.ts';
import { assertMeekV1, MEEK_V1 } from '../meek-v1.ts';
import type { Measurement, Row, RowContext } from '../row.ts';
import { type Direction, measureThroughput, rampMsOf } from '../throughput.ts';

const RTTS_MS = [20, 50, 100, 200];
const MEGABIT_BYTES = 1e6 / 8;

interface Variant {
  readonly suffix: string;
  readonly rateMbit?: number;
  readonly lossPercent?: number;
  readonly isMeekV1?: boolean;
  readonly isNative?: boolean;
}

const VARIANTS: readonly Variant[] = [
  { suffix: '' },
  { suffix: '-100mbit', rateMbit: 100 },
  { suffix: '-1%loss', lossPercent: 1 },
  { suffix: '-v1', isMeekV1: true },
  { suffix: '-native', isNative: true },
];

/** One connection's rate over an emulated path. Rows on the same path stand together. */
export const transferRows: readonly Row[] = RTTS_MS.flatMap((rttMs) =>
  VARIANTS.flatMap(({ suffix, rateMbit = 0, lossPercent = 0, ...kind }) =>
    (['download', 'upload'] as const).map((direction) => ({
      name: `${direction}@${rttMs}ms${suffix}`,
      measure: (context: RowContext) =>
        measureTransfer(context, direction, { rttMs, rateMbit, lossPercent }, kind),
    })),
  ),
);

async function measureTransfer(
  { testbed, seconds }: RowContext,
  direction: Direction,
  link: Link,
  { isMeekV1 = false, isNative = false }: Pick<Variant, 'isMeekV1' | 'isNative'>,
): Promise<Measurement> {
  const chain = await testbed.chain(link, isMeekV1 ? MEEK_V1 : isNative ? { isNative } : {});
  const path = await testbed.path(link);
  const { measured, plainBytesPerSecond } = await besidePlainTcp(path, direction, seconds, () =>
    measureThroughput(path, chain.tunnelled, direction, seconds),
  );
  if (isMeekV1) assertMeekV1(chain.stack.sightings);
  return {
    value: measured.bytesPerSecond / MEGABIT_BYTES,
    unit: 'Mbit/s',
    baseline: plainBytesPerSecond / MEGABIT_BYTES,
    params: {
      ...{ ...link, seconds, rampMs: rampMsOf(path) },
      withRampMbit: measured.wholeBytesPerSecond / MEGABIT_BYTES,
    },
  };
}
