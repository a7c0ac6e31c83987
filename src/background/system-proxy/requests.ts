import * as v from 'valibot';
import { ProxyScope } from '../../link/system-proxy.ts';

/** What may be asked of the system's proxy settings. */
export const SYSTEM_PROXY_REQUESTS = [
  v.object({
    type: v.literal('set-proxy-scope'),
    scope: ProxyScope,
    /** Also where another browser has them: the person saw that and said so. */
    takesOver: v.boolean(),
  }),
] as const;
export type SystemProxyRequest = v.InferOutput<(typeof SYSTEM_PROXY_REQUESTS)[number]>;
