import type { Exchange } from '../exchange.ts';

/** What is done with an exchange. */
export type Handler = (exchange: Exchange) => void;

/** One way for a CDN to go wrong: it stands before what would be done otherwise. */
export type Fault = (next: Handler) => Handler;

/** Where faults get chance and time from, so that a run can be repeated. */
export interface FaultEnvironment {
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly nowMs: () => number;
}
