import { message } from './messages.ts';

/** By powers of a thousand. Bytes themselves are too few to matter to anyone. */
const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A count as the person's language writes it. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(message('language_tag')).format(count);
}

/** An amount of bytes, in the unit that keeps the number below a thousand. */
export function formatBytes(bytes: number): string {
  return formatInUnit(bytes, '');
}

function formatInUnit(bytes: number, suffix: '' | '-per-second'): string {
  const thousands = Math.floor(Math.log10(Math.max(bytes, 1)) / 3);
  const power = Math.min(Math.max(thousands, 1), UNITS.length);
  const amount = bytes / 1_000 ** power;
  return new Intl.NumberFormat(message('language_tag'), {
    style: 'unit',
    unit: `${UNITS[power - 1]}${suffix}`,
    unitDisplay: 'short',
    // As many digits as one reads at a glance.
    maximumFractionDigits: amount < 100 ? 1 : 0,
  }).format(amount);
}

/** An amount of bytes in each second, likewise. */
export function formatRate(bytesPerSecond: number): string {
  return formatInUnit(bytesPerSecond, '-per-second');
}

/** A short time, in milliseconds. */
export function formatMilliseconds(ms: number): string {
  return new Intl.NumberFormat(message('language_tag'), {
    style: 'unit',
    unit: 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  }).format(ms);
}

/** A day and the time of it. `atMs` is in milliseconds since 1970. */
export function formatTime(atMs: number): string {
  return new Intl.DateTimeFormat(message('language_tag'), {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(atMs);
}

/** Units of time in seconds, the largest first. */
const AGES = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How long ago something was, in the largest unit that fits. Times in milliseconds since 1970. */
export function formatAgo(atMs: number, nowMs: number): string {
  const language = message('language_tag');
  const elapsedS = Math.max(0, Math.round((nowMs - atMs) / 1_000));
  const [unit, seconds] = AGES.find(([, least]) => elapsedS >= least) ?? AGES[3];
  const count = Math.floor(elapsedS / seconds);
  // Else it would speak the browser's language: Chromium brings no Burmese.
  if (Intl.RelativeTimeFormat.supportedLocalesOf(language).length === 0) {
    return count === 0 ? message('ago_now') : message(`ago_${unit}`, formatCount(count));
  }
  const style = { numeric: 'auto', style: 'short' } as const;
  return new Intl.RelativeTimeFormat(language, style).format(-count, unit);
}
