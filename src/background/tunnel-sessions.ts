import type { LinkPipe } from '../link/link-pipe.ts';
import type { CarrierEnvironment } from '../meek/carrier.ts';
import type { ProvenRoutes } from '../meek/fronts/proven-routes.ts';
import type { Route } from '../meek/fronts/route.ts';
import { SpreadRoutes } from '../meek/fronts/spread-routes.ts';
import type { MeekOptions } from '../meek/options.ts';
import type { RouteMemory } from '../meek/v2/route-memory.ts';
import { carry, refuse } from './carry.ts';
import { SessionGrace } from './session-grace.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface TunnelSessionsParts {
  readonly environment: CarrierEnvironment;
  readonly routes: ProvenRoutes;
  readonly options: MeekOptions;
  readonly traffic: TrafficMeter;
  /** Whether the fronts in use do not reach the server any more. */
  readonly isServerGone: () => Promise<boolean>;
}

/** The carrier's sessions of a tunnel, one for each pipe that the helper opens. */
export class TunnelSessions {
  readonly #parts: TunnelSessionsParts;
  readonly #spread: SpreadRoutes;
  readonly #grace: SessionGrace;
  /** What is known of the ways to the server. */
  #memory: RouteMemory | null = null;

  constructor(parts: TunnelSessionsParts) {
    this.#parts = parts;
    const rttMsOf = ({ key }: Route) => this.#memory?.recordOf(key).rttMs ?? null;
    this.#spread = new SpreadRoutes(parts.routes, rttMsOf);
    this.#grace = new SessionGrace(parts.environment.clock, parts.isServerGone);
  }

  /** Null before the tunnel was up. */
  get memory(): RouteMemory | null {
    return this.#memory;
  }

  /** The routes that sessions have for themselves. */
  get routesInUse(): SpreadRoutes['inUse'] {
    return this.#spread.inUse;
  }

  /** @param read what was learnt of the routes before; it is read once */
  async recall(read: () => Promise<RouteMemory>): Promise<void> {
    this.#memory ??= await read();
  }

  /** The server has been reached. */
  serverIsThere(): void {
    this.#grace.over();
  }

  /** Sessions wait for a while for a server that cannot be reached: it will not know them. */
  serverIsGone(): void {
    this.#grace.begin();
  }

  /** @param version of meek that the server speaks; null while the tunnel is not up */
  carry(local: LinkPipe, version: 1 | 2 | null): void {
    if (version === null || !this.#memory) {
      return refuse(local, 'TUNNEL_DOWN', 'The tunnel is not up.');
    }
    const { environment, options, traffic } = this.#parts;
    // A session of v1 is for one connection only, and asks for a route for each poll.
    const routes = version === 2 ? this.#spread.forSession() : undefined;
    const carrier = {
      ...{ version, options, memory: this.#memory },
      environment: { ...environment, ...(routes && { routes }) },
      signal: this.#grace.signal,
    };
    void carry(local, carrier, traffic).finally(() => routes?.release());
  }
}
