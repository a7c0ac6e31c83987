import { expect, test } from 'vitest';
import type { Measurement, Row, RowContext, RowResult } from './row.ts';
import { hasFailed, runRows } from './run-rows.ts';
import { TABLE_HEAD, tableLine } from './table.ts';
import { Testbed } from './testbed.ts';

const context: RowContext = { testbed: new Testbed(), seconds: 1 };
const never = new AbortController().signal;

function row(name: string, measure: () => Promise<Measurement>): Row {
  return { name, measure };
}

async function run(rows: readonly Row[], signal = never): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for await (const result of runRows(rows, context, signal)) results.push(result);
  return results;
}

test('a row that throws is reported with its reason, and the next one is measured', async () => {
  const results = await run([
    row('broken', () => Promise.reject(new Error('no path'))),
    row('good', async () => ({ value: 90, unit: 'Mbit/s', baseline: 100 })),
  ]);
  expect(results).toMatchObject([
    { name: 'broken', value: null, ratio: null, params: { failure: 'no path' } },
    { name: 'good', value: 90, unit: 'Mbit/s', baseline: 100, ratio: 0.9 },
  ]);
});

test('a row whose value is not what is required keeps it, and has failed', async () => {
  const results = await run([
    row('exact', async () => ({ value: 1, unit: 'exact', params: { bytes: 5 } })),
    row('inexact', async () => ({ value: 0, unit: 'exact', failure: 'a byte is missing' })),
    row('broken', () => Promise.reject(new Error('no path'))),
  ]);
  expect(results.map(hasFailed)).toEqual([false, true, true]);
  expect(results[1]).toMatchObject({ value: 0, params: { failure: 'a byte is missing' } });
  expect(results[1] && tableLine(results[1])).toContain('FAILED: a byte is missing;');
});

test('a row without a baseline has no ratio', async () => {
  const [result] = await run([row('alone', async () => ({ value: 5, unit: 'requests/min' }))]);
  expect(result).toMatchObject({ baseline: null, ratio: null, params: {} });
});

test('after a signal no other row begins, and the one under way is not waited for', async () => {
  const ending = new AbortController();
  const begun: string[] = [];
  const rows = ['first', 'second'].map((name) =>
    row(name, () => {
      begun.push(name);
      ending.abort();
      return new Promise(() => {});
    }),
  );
  expect(await run(rows, ending.signal)).toEqual([]);
  expect(begun).toEqual(['first']);
});

test('the table has a line for each row, with its reason if it failed', async () => {
  const [failed] = await run([row('broken', () => Promise.reject(new Error('no path')))]);
  expect(failed && tableLine(failed)).toMatch(/^broken +none +FAILED: no path;$/);
  const [good] = await run([
    row('good', async () => ({ value: 12.3456, unit: 'ms', baseline: 10, params: { rttMs: 100 } })),
  ]);
  expect(good && tableLine(good)).toMatch(/^good +12\.35 ms +10 +1\.235 rttMs=100$/);
  expect(TABLE_HEAD).toMatch(/^row +value unit +baseline +ratio params$/);
});
