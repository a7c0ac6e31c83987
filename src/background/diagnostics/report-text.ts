import { type Front, frontAuthority } from '../../meek/fronts/front.ts';
import type { FrontFare } from '../fronts/front-rows.ts';
import type { HistoryEntry } from './history.ts';
import type { Report } from './report.ts';

export const MAX_REPORT_BYTES = 8 * 1024;

/**
 * A report as it is shown and copied, in English: for whoever helps, and short enough for any form.
 *
 * @param nowMs since 1970; the text tells no time of day, only how long ago
 */
export function reportText(report: Report, nowMs: number, names: readonly string[] = []): string {
  const { history, ...parts } = report;
  const lines = [
    'Frontage report',
    ...Object.entries(parts).map(([name, part]) => `${name}: ${describe(part)}`),
    'history:',
    ...history.map((entry) => `  ${describeEntry(entry, nowMs)}`),
    ...(names.length > 0 ? ['front names:', ...names.map((name) => `  ${name}`)] : []),
  ];
  return upToLimit(lines);
}

/** Of each front. Only for a person who wants them in the report. */
export function namedFronts(fronts: readonly Front[], summaries: readonly FrontFare[]): string[] {
  return summaries.flatMap(({ state, lastFailure }, index) => {
    const front = fronts[index];
    return front
      ? [`${frontAuthority(front)} ${state}${lastFailure ? ` ${lastFailure}` : ''}`]
      : [];
  });
}

function describe(part: unknown): string {
  if (Array.isArray(part)) return part.length === 0 ? 'nothing' : part.join(' ');
  if (typeof part !== 'object' || part === null) return part === null ? 'none' : String(part);
  const words = Object.entries(part).map(([name, value]) => {
    const isNested = typeof value === 'object' && value !== null;
    return isNested ? `${name} (${describe(value)})` : `${name} ${describe(value)}`;
  });
  return words.length === 0 ? 'none' : words.join(', ');
}

function describeEntry({ kind, code, atMs, times }: HistoryEntry, nowMs: number): string {
  const ago = `${Math.max(0, Math.round((nowMs - atMs) / 1_000))} s ago`;
  return `${ago}: ${kind}${code ? ` ${code}` : ''}${times > 1 ? `, ${times} times` : ''}`;
}

function upToLimit(lines: readonly string[]): string {
  const { length } = new TextEncoder().encode(lines.join('\n'));
  if (length <= MAX_REPORT_BYTES) return lines.join('\n');
  return upToLimit([...lines.slice(0, -2), '…']);
}
