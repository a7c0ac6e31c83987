import { observeCdnView } from '../../cdn-view/observe.ts';
import type { Measurement, Row, RowContext } from '../row.ts';

/** 1 when the CDN edge could read neither where apps went nor what they sent and got. */
export const cdnViewRows: readonly Row[] = [{ name: 'cdn-view', measure }];

async function measure({ testbed }: RowContext): Promise<Measurement> {
  await testbed.clear();
  const { found, capturedBytes, exchanges } = await observeCdnView(true);
  // The same search, where there is something to be found.
  const inTheClear = await observeCdnView(false);
  const failure =
    found.length > 0
      ? `the edge sees ${found.join('; ')}`
      : inTheClear.secretsFound.length === 0
        ? 'the search finds nothing where there is something'
        : undefined;
  return {
    value: failure === undefined ? 1 : 0,
    unit: 'hidden',
    baseline: 1,
    failure,
    params: { capturedBytes, exchanges, seenWithoutKey: inTheClear.secretsFound.join(', ') },
  };
}
