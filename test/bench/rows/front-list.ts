import type { Row } from '../row.ts';
import { median } from '../statistics.ts';
import { visitFrontList } from './front-list/visit.ts';

/** So many rows must be smooth; a profile may have 5,000. */
const REQUIRED_COUNT = 2_000;

/** Slower than this, typing is felt. */
const KEY_LIMIT_MS = 50;

const max = (values: readonly number[]) => Math.max(...values);
const round = (ms: number) => Math.round(ms * 10) / 10;

/** A key of the search in the popup's list of fronts, until its rows have been painted. */
export const frontListRows: readonly Row[] = [REQUIRED_COUNT, 5_000].map((count) => ({
  name: `front-list-${count}`,
  async measure({ testbed }) {
    await testbed.clear();
    const visit = await visitFrontList(count);
    const value = max(visit.typeMs);
    const [firstFronts = 0, ...laterFronts] = visit.frontsBytes;
    const [firstSnapshot = 0, ...laterSnapshots] = visit.snapshotBytes;
    return {
      value: round(value),
      unit: 'ms',
      failure:
        count === REQUIRED_COUNT && value > KEY_LIMIT_MS
          ? `more than ${KEY_LIMIT_MS} ms`
          : undefined,
      params: {
        openMs: round(visit.openMs),
        typeMedianMs: round(median([...visit.typeMs])),
        filterMs: round(visit.filterMs),
        frameMedianMs: round(median([...visit.frameMs])),
        frameLongestMs: round(max(visit.frameMs)),
        rowsInPage: visit.rowsInPage,
        frontsBytes: [firstFronts, ...laterFronts].join(' '),
        snapshotBytes: [firstSnapshot, ...laterSnapshots].join(' '),
      },
    };
  },
}));
