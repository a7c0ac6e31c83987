import * as v from 'valibot';

/** What the person can ask for at once, in ms. */
const SHORTEST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 5 * 60_000;

/** What may be asked while the tunnel is wanted and the network wants something else first. */
export const DIRECT_REQUESTS = [
  /** Let the browser out past the tunnel for so long. */
  v.object({
    type: v.literal('go-direct'),
    forMs: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(SHORTEST_PAUSE_MS),
      v.maxValue(LONGEST_PAUSE_MS),
    ),
  }),
  /** Back to the tunnel. */
  v.object({ type: v.literal('end-direct') }),
] as const;
export type DirectRequest = v.InferOutput<(typeof DIRECT_REQUESTS)[number]>;
