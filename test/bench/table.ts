import type { RowResult } from './row.ts';

const WIDTHS = { name: 28, value: 12, unit: 18, baseline: 11, ratio: 7 } as const;

export const TABLE_HEAD = columns('row', 'value', 'unit', 'baseline', 'ratio', 'params');

/** One line of the table; that of a row that failed says so, and why, before all else. */
export function tableLine({ name, value, unit, baseline, ratio, params }: RowResult): string {
  const { failure, ...others } = params;
  const text = Object.entries(others).map(([key, param]) => `${key}=${shown(param)}`);
  if (failure !== undefined) text.unshift(`FAILED: ${failure};`);
  return columns(
    name,
    value === null ? 'none' : shown(value),
    unit,
    baseline === null ? '' : shown(baseline),
    ratio === null ? '' : ratio.toFixed(3),
    text.join(' '),
  );
}

function columns(
  name: string,
  value: string,
  unit: string,
  baseline: string,
  ratio: string,
  params: string,
): string {
  return [
    name.padEnd(WIDTHS.name),
    value.padStart(WIDTHS.value),
    unit.padEnd(WIDTHS.unit),
    baseline.padStart(WIDTHS.baseline),
    ratio.padStart(WIDTHS.ratio),
    params,
  ].join(' ');
}

/** Four digits are more than a measurement here is worth. */
function shown(value: string | number | boolean): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
