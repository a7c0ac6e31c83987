import type { Testbed } from './testbed.ts';

/** How a row was measured, and what else was seen on the way. */
export type Params = Record<string, string | number | boolean>;

export interface Measurement {
  readonly value: number;
  readonly unit: string;
  /** What the value is compared with, in the same unit, measured in the same run. */
  readonly baseline?: number;
  /** Why the value is not what is required; it then stands in `params`. */
  readonly failure?: string | undefined;
  readonly params?: Params;
}

export interface RowContext {
  readonly testbed: Testbed;
  /** How long a transfer is measured. */
  readonly seconds: number;
}

/** One figure of the benchmark. */
export interface Row {
  readonly name: string;
  measure(context: RowContext): Promise<Measurement>;
}

/**
 * As it stands in the JSON file. `value` is null for a row that could not be run. A row that failed
 * has `params.failure`.
 */
export interface RowResult {
  readonly name: string;
  readonly params: Params;
  readonly value: number | null;
  readonly unit: string;
  readonly baseline: number | null;
  readonly ratio: number | null;
}
