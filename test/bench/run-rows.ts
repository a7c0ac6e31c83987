import type { Row, RowContext, RowResult } from './row.ts';

/**
 * Runs rows in turn; one that throws is reported with its reason, and the others go on. When the
 * signal aborts, the row that is under way is left alone and no other begins.
 */
export async function* runRows(
  rows: readonly Row[],
  context: RowContext,
  signal: AbortSignal,
): AsyncGenerator<RowResult> {
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  for (const row of rows) {
    const result = await Promise.race([runRow(row, context), aborted]);
    if (result === undefined || signal.aborted) return;
    yield result;
  }
}

export function hasFailed({ params }: RowResult): boolean {
  return 'failure' in params;
}

async function runRow(row: Row, context: RowContext): Promise<RowResult> {
  const { name } = row;
  try {
    const { value, unit, baseline, failure, params } = await row.measure(context);
    return {
      ...{ name, value, unit },
      params: { ...(failure !== undefined && { failure }), ...params },
      baseline: baseline ?? null,
      ratio: baseline === undefined ? null : value / baseline,
    };
  } catch (error) {
    await context.testbed.clear();
    const failure = error instanceof Error ? error.message : String(error);
    return { name, params: { failure }, value: null, unit: '', baseline: null, ratio: null };
  }
}
