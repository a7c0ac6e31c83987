import * as v from 'valibot';

/** What the popup may ask about the helper. */
export const PAIRING_REQUESTS = [
  /** Connect to it for real; the snapshots tell what came of it. */
  v.object({ type: v.literal('check-helper') }),
  v.object({
    type: v.literal('set-proxy-port'),
    port: v.pipe(v.number(), v.integer(), v.minValue(1_024), v.maxValue(65_535)),
  }),
  v.object({ type: v.literal('dismiss-skew') }),
] as const;
export type PairingRequest = v.InferOutput<(typeof PAIRING_REQUESTS)[number]>;
