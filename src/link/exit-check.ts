import * as v from 'valibot';
import { ServerExit } from '../meek/server-exit.ts';

/** What the helper itself finds wrong; every other code is the tunnel's, or the carrier's. */
export const ExitFailure = {
  /** The server does not say: it is an older one, or another program, or its operator wants it so. */
  notTold: 'EXIT_NOT_TOLD',
  /** What it says makes no sense. */
  unreadable: 'EXIT_UNREADABLE',
  /** The local proxy does not answer. */
  localProxy: 'EXIT_LOCAL_PROXY',
  tooLate: 'EXIT_TOO_LATE',
} as const;

/** What came of a question to the server that went the whole way of an app's connection. */
export const ExitCheckResult = v.variant('kind', [
  v.object({
    kind: v.literal('told'),
    exit: ServerExit,
    /** From an app at the local proxy to the server and back, in ms. */
    roundTripMs: v.pipe(v.number(), v.minValue(0), v.maxValue(600_000)),
  }),
  v.object({
    kind: v.literal('failed'),
    code: v.pipe(v.string(), v.regex(/^[A-Z0-9_]{1,60}$/)),
  }),
]);
export type ExitCheckResult = v.InferOutput<typeof ExitCheckResult>;
