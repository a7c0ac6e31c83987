import type { SystemProxyStatus } from '../link/system-proxy.ts';
import type { Clock } from '../meek/clock.ts';
import type { Explain } from '../meek/fronts/failure/explain.ts';
import type { HealthBook } from '../meek/fronts/health/health-book.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import type { Random } from '../meek/random.ts';
import type { RouteMemory } from '../meek/v2/route-memory.ts';
import type { BrowserProxy } from './browser-proxy/browser-proxy.ts';
import type { Platform } from './fronting/plan.ts';
import type { RequestRules } from './fronting/request-rules.ts';
import type { CurrentNetwork } from './fronts/current-network.ts';
import type { Gate } from './gate.ts';
import type { HelperPort, HelperPortOptions } from './helper-port.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface TunnelParts {
  readonly platform: Platform;
  readonly proxy: BrowserProxy;
  readonly rules: RequestRules;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly random: Random;
  readonly traffic: TrafficMeter;
  readonly isOnline: () => boolean;
  /** What was learnt of the routes before. */
  readonly routeMemory: () => Promise<RouteMemory>;
  readonly explain: Explain;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly network: CurrentNetwork;
  /** The helper's local proxy is open, and the browser sent to it. */
  readonly onListening: (helper: HelperPort) => void;
  readonly onSystemProxy: (status: SystemProxyStatus) => void;
  readonly connectHelper: (options: HelperPortOptions) => Promise<HelperPort>;
}

export interface TunnelSettings {
  readonly profile: Profile;
  readonly preferredPort: number;
  readonly helperProfileId: string;
  readonly fastLink: boolean;
  /** How fronts have fared. */
  readonly health: HealthBook;
}
