import * as v from 'valibot';

/** Who sends its connections into the tunnel: the browser alone, or every program. */
export const ProxyScope = v.picklist(['browser', 'system']);
export type ProxyScope = v.InferOutput<typeof ProxyScope>;

/** Where a system keeps its proxy settings. `shell`: nowhere that we know, but shells can. */
export const SystemProxyPlace = v.picklist(['gnome', 'kde', 'macos', 'windows', 'shell']);
export type SystemProxyPlace = v.InferOutput<typeof SystemProxyPlace>;

/**
 * Why the system's settings are not as asked for. `held`: they point at another browser's tunnel.
 * `changed`: somebody has changed them meanwhile; they were left as they are. `not-listening`: no
 * local proxy is open. `unreadable`: what is set now could not be read for sure, so that it could
 * not be put back. `failed`: a program of the system refused. `journal`: what was set before could
 * not be written down, or not be read.
 */
export const SystemProxyProblem = v.object({
  code: v.picklist(['held', 'changed', 'not-listening', 'unreadable', 'failed', 'journal']),
  /** In English, for whoever looks into it. */
  detail: v.pipe(v.string(), v.maxLength(500)),
});
export type SystemProxyProblem = v.InferOutput<typeof SystemProxyProblem>;

/** What the system's settings are, as one browser profile sees it. */
export const SystemProxyStatus = v.object({
  /** `on`: they point at this profile's local proxy. `elsewhere`: at another profile's. */
  state: v.picklist(['off', 'on', 'elsewhere']),
  place: SystemProxyPlace,
  /** What a shell reads to send its programs through the proxy; there while it is on. */
  shellFile: v.pipe(v.string(), v.maxLength(4_096)),
  problem: v.nullable(SystemProxyProblem),
});
export type SystemProxyStatus = v.InferOutput<typeof SystemProxyStatus>;
