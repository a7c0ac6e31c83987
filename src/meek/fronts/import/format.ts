import type { Random } from '../../random.ts';
import type { Collector } from './collector.ts';
import type { Parsed } from './shape.ts';

/** The formats that are read. Stable: each has a name per language. */
export type ImportFormat =
  | 'frontage-json'
  | 'frontage-link'
  | 'lantern-box'
  | 'lantern-fronted'
  | 'domainfront-cache'
  | 'radiance-cache'
  | 'psiphon-specs'
  | 'psiphon-server-entry'
  | 'tor-bridge'
  | 'snowflake'
  | 'front-inner'
  | 'ooni'
  | 'front-list';

/** What some formats need besides their text. */
export interface ImportContext {
  /** Two letters (ISO 3166-1); Lantern's lists choose SNIs by it. `null`: their default. */
  readonly countryCode: string | null;
  /** Chooses among the addresses that a pattern stands for. */
  readonly random: Random;
}

/** A format of JSON or YAML: told by its keys. */
export interface DocumentFormat {
  readonly format: ImportFormat;
  matches(document: Parsed): boolean;
  /** @throws ImportError where the document as a whole cannot be used */
  read(document: Parsed, collector: Collector, context: ImportContext): void | Promise<void>;
}

/** A format of lines that stand for themselves. */
export interface LineFormat {
  readonly format: ImportFormat;
  matches(line: string): boolean;
  /** `number` counts from 1. */
  read(line: string, number: number, collector: Collector): void;
}
