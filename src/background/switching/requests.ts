import * as v from 'valibot';

export const SWITCH_REQUESTS = [
  v.object({ type: v.literal('switch-on') }),
  v.object({ type: v.literal('switch-off') }),
] as const;
