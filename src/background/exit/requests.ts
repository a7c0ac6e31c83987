import * as v from 'valibot';

/** Where the server goes out is asked when the person wants to know, and at no other time. */
export const EXIT_REQUESTS = [v.object({ type: v.literal('check-exit') })] as const;
