import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench -- [options]

  --only NAME,…   rows to run; NAME* is every row whose name begins so
  --seconds N     how long a transfer is measured; default 10
  --json FILE     writes the results there too
  --list          the names of all rows
`;

export class BenchArgumentError extends Error {
  override readonly name = 'BenchArgumentError';
  readonly code = 'BENCH_ARGUMENT';
}

export interface BenchArguments {
  readonly isList: boolean;
  readonly jsonFile: string | undefined;
  readonly seconds: number;
  /** Undefined: all. */
  readonly only: readonly string[] | undefined;
}

export function readArguments(argv: readonly string[]): BenchArguments {
  const { list, json, seconds, only } = parse(argv);
  const parsedSeconds = Number(seconds);
  if (!(parsedSeconds >= 1 && parsedSeconds <= 600)) {
    throw new BenchArgumentError(`--seconds ${seconds}: not within 1 to 600.`);
  }
  return { isList: list, jsonFile: json, seconds: parsedSeconds, only: only?.split(',') };
}

/** The rows that were asked for, in their own order. */
export function choose<T extends { readonly name: string }>(
  rows: readonly T[],
  only: readonly string[] | undefined,
): readonly T[] {
  if (!only) return rows;
  for (const wanted of only) {
    if (!rows.some(({ name }) => matches(name, wanted))) {
      throw new BenchArgumentError(`--only ${wanted}: there is no such row.`);
    }
  }
  return rows.filter(({ name }) => only.some((wanted) => matches(name, wanted)));
}

function matches(name: string, wanted: string): boolean {
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        list: { type: 'boolean', default: false },
        json: { type: 'string' },
        seconds: { type: 'string', default: '10' },
        only: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new BenchArgumentError((error as Error).message);
  }
}
