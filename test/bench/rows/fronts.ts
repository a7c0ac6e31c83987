import type { Measurement, Row, RowContext } from '../row.ts';
import { median } from '../statistics.ts';
import {
  ALIVE_COUNT,
  type FirstPage,
  FRONT_COUNT,
  type Visit,
  visitWithField,
} from './fronts/first-page.ts';

/** Where the living ones stand in the list. */
const SEEDS = [1, 2, 3];

let visits: Promise<Visit[]> | undefined;

/** From switching on until the first page, with a list of fronts of which a tenth works. */
export const frontRows: readonly Row[] = [
  {
    name: 'fronts-cold',
    measure: (context) => measure(context, ({ cold }) => cold, 3_000),
  },
  {
    name: 'fronts-warm',
    measure: (context) => measure(context, ({ warm }) => warm, 1_000),
  },
];

async function measure(
  context: RowContext,
  pageOf: (visit: Visit) => FirstPage,
  requiredMs: number,
): Promise<Measurement> {
  // Both rows are of the same visits.
  visits ??= context.testbed.clear().then(visitAll);
  const pages = (await visits).map(pageOf);
  const value = median(pages.map(({ loadedAfterMs }) => loadedAfterMs));
  const inMs = (times: number[]) => times.map((ms) => Math.round(ms)).join(' ');
  return {
    value,
    unit: 'ms',
    failure: value > requiredMs ? `more than ${requiredMs} ms` : undefined,
    params: {
      ...{ fronts: FRONT_COUNT, alive: ALIVE_COUNT },
      loadedAfterMs: inMs(pages.map(({ loadedAfterMs }) => loadedAfterMs)),
      onAfterMs: inMs(pages.map(({ onAfterMs }) => onAfterMs)),
      askedFronts: pages.map(({ askedFronts }) => askedFronts).join(' '),
    },
  };
}

async function visitAll(): Promise<Visit[]> {
  const all: Visit[] = [];
  for (const seed of SEEDS) all.push(await visitWithField(seed));
  return all;
}
