const UNIT_MS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const MAX_CHARACTERS = 64;

const PART = /(\d{1,9}(?:\.\d{1,9})?)(ns|us|µs|ms|s|m|h)/g;

/** Milliseconds of a duration as Go writes it (`50ms`, `1m30s`, `0`); `undefined` if it is none. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (text.length > MAX_CHARACTERS) return undefined;
  const parts = [...text.matchAll(PART)];
  if (text === '' || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((ms, [, count, unit = '']) => ms + Number(count) * (UNIT_MS[unit] ?? 0), 0);
}
