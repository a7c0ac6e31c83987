/** Where the way of a byte is broken; the popup names it to the person. */
export type Layer = 'browser' | 'helper' | 'network' | 'front' | 'server';

/** Why the tunnel is not up. Stable: the popup has one sentence and one action for each. */
export type Reason =
  | 'no-profile'
  | 'permission-missing'
  | 'proxy-held-by-extension'
  | 'proxy-held-by-policy'
  | 'helper-missing'
  | 'helper-not-allowed'
  | 'helper-start-failed'
  | 'helper-stopped'
  | 'helper-incompatible'
  | 'helper-no-port'
  | 'offline'
  /** Every front was answered by somebody else, as where a network wants a sign-in first. */
  | 'captive-portal'
  /** The profile has no front that is in use. */
  | 'no-front'
  | 'front-unreachable'
  | 'front-refused'
  /** Every front was tried in vain. */
  | 'fronts-blocked'
  | 'server-unreachable'
  | 'server-busy'
  | 'token-refused'
  | 'wrong-server-key'
  | 'upstream-unreachable'
  | 'internal';

export const LAYER_OF: Record<Reason, Layer> = {
  'no-profile': 'browser',
  'permission-missing': 'browser',
  'proxy-held-by-extension': 'browser',
  'proxy-held-by-policy': 'browser',
  'helper-missing': 'helper',
  'helper-not-allowed': 'helper',
  'helper-start-failed': 'helper',
  'helper-stopped': 'helper',
  'helper-incompatible': 'helper',
  'helper-no-port': 'helper',
  offline: 'network',
  'captive-portal': 'network',
  'no-front': 'front',
  'front-unreachable': 'front',
  'front-refused': 'front',
  'fronts-blocked': 'front',
  'server-unreachable': 'server',
  'server-busy': 'server',
  'token-refused': 'server',
  'wrong-server-key': 'server',
  'upstream-unreachable': 'server',
  internal: 'browser',
};

/** What the extension is doing before traffic flows, in this order. */
export type StartStep = 'permissions' | 'helper' | 'proxy' | 'front';

/**
 * What the tunnel is. Off sends nothing anywhere; only `on` carries traffic. While it is neither off
 * nor `direct`, the browser is kept in.
 */
export type TunnelState =
  | { kind: 'off' }
  | { kind: 'starting'; step: StartStep }
  /** Wanted, and paused by the person until then: the browser goes out past it. */
  | { kind: 'direct'; untilMs: number }
  | { kind: 'on'; front: string; proxyPort: number; sinceMs: number }
  /** It worked, a layer broke, and it is being tried again; nothing goes out meanwhile. */
  | { kind: 'degraded'; layer: Layer; reason: Reason; proxyPort: number | null }
  /** It stopped for a reason that only the person can change. */
  | { kind: 'failed'; layer: Layer; reason: Reason };

export function degraded(reason: Reason, proxyPort: number | null): TunnelState {
  return { kind: 'degraded', layer: LAYER_OF[reason], reason, proxyPort };
}

export function failed(reason: Reason): TunnelState {
  return { kind: 'failed', layer: LAYER_OF[reason], reason };
}

/** Reasons that waiting cannot cure: the tunnel stops instead of trying again. */
const FINAL: ReadonlySet<Reason> = new Set<Reason>([
  'no-profile',
  'no-front',
  'permission-missing',
  'proxy-held-by-policy',
  'helper-missing',
  'helper-not-allowed',
  'helper-incompatible',
  'token-refused',
  'wrong-server-key',
]);

export function isFinal(reason: Reason): boolean {
  return FINAL.has(reason);
}
