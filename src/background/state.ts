/** Where the way of a byte is broken; the popup names it to the person. */
export type Layer = 'browser' | 'helper' | 'network' | 'front' | 'server';

/** Why the tunnel is not up. Stable: the popup has one sentence and one action for each. */
export type Reason =
  | 'no-profile'
  | 'permission-missing'
  | 'proxy-held-by-extension'
  | 'proxy-held-by-policy'
  /** The extension may not talk to programs: `nativeMessaging` is not granted. */
  | 'helper-permission-missing'
  | 'helper-missing'
  /** The browser finds none any more, where there was one. */
  | 'helper-gone'
  | 'helper-not-allowed'
  | 'helper-start-failed'
  /** It ended before it had said hello. */
  | 'helper-ended-early'
  /** It runs and says nothing. */
  | 'helper-silent'
  /** What it says is no message of ours. */
  | 'helper-protocol'
  /** It says itself that something failed. */
  | 'helper-reported-error'
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
  'helper-permission-missing': 'helper',
  'helper-missing': 'helper',
  'helper-gone': 'helper',
  'helper-not-allowed': 'helper',
  'helper-start-failed': 'helper',
  'helper-ended-early': 'helper',
  'helper-silent': 'helper',
  'helper-protocol': 'helper',
  'helper-reported-error': 'helper',
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

/**
 * Reasons that waiting cannot cure: the tunnel stops instead of trying again. A program is started
 * again and again only after it has once said something that makes sense.
 */
const FINAL: ReadonlySet<Reason> = new Set<Reason>([
  'no-profile',
  'no-front',
  'permission-missing',
  'proxy-held-by-policy',
  'helper-permission-missing',
  'helper-missing',
  'helper-gone',
  'helper-not-allowed',
  'helper-start-failed',
  'helper-ended-early',
  'helper-protocol',
  'helper-incompatible',
  'token-refused',
  'wrong-server-key',
]);

export function isFinal(reason: Reason): boolean {
  return FINAL.has(reason);
}
