import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { LinkPipe } from '../link/link-pipe.ts';
import type { CarrierEnvironment } from '../meek/carrier.ts';
import { type Clock, sleep } from '../meek/clock.ts';
import { MeekError } from '../meek/errors.ts';
import { originsOf } from '../meek/fronts/origins.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import { ProvenRoutes } from '../meek/fronts/proven-routes.ts';
import { raceRoutes } from '../meek/fronts/race.ts';
import type { Route } from '../meek/fronts/route.ts';
import { MeekOptions } from '../meek/options.ts';
import type { Random } from '../meek/random.ts';
import { probe } from '../meek/v1/probe.ts';
import { negotiate } from '../meek/v2/negotiate.ts';
import type { RouteMemory } from '../meek/v2/route-memory.ts';
import type { BrowserProxy } from './browser-proxy/browser-proxy.ts';
import { type Carrier, carry, refuse } from './carry.ts';
import { Engagement } from './fronting/engagement.ts';
import { makePlan, type Platform } from './fronting/plan.ts';
import type { RequestRules } from './fronting/request-rules.ts';
import type { Gate } from './gate.ts';
import { Health } from './health.ts';
import { type HelperPids, HelperPort } from './helper-port.ts';
import type { Reason, StartStep } from './state.ts';
import type { TrafficMeter } from './traffic-meter.ts';
import { Trouble } from './trouble.ts';

/** A server that restarts is back sooner, in ms; and connections are not kept hanging longer. */
const SERVER_GRACE_MS = 2_500;
const SECOND_LOOK_MS = 700;

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
}

export interface TunnelSettings {
  readonly profile: Profile;
  readonly preferredPort: number;
  readonly helperProfileId: string;
}

/**
 * One profile's way from the local proxy to the server, brought up step by step. Every step may
 * be taken again: what stands is kept, what broke is mended.
 */
export class Tunnel {
  readonly #parts: TunnelParts;
  readonly #settings: TunnelSettings;
  readonly #engagement: Engagement;
  readonly #routes: ProvenRoutes;
  readonly #options: MeekOptions;
  readonly #environment: CarrierEnvironment;
  /** What the server speaks, and what is known of the ways to it; asked once. */
  #known: Pick<Carrier, 'version' | 'memory'> | null = null;
  readonly #onTrouble: (reason: Reason) => void;
  #helper: HelperPort | null = null;
  #phase: 'down' | 'up' = 'down';
  #sessions = new AbortController();
  #disarmEnd: (() => void) | null = null;
  activeRoute: Route | null = null;

  /** @param onTrouble called, perhaps several times, when a tunnel that was up has broken */
  constructor(parts: TunnelParts, settings: TunnelSettings, onTrouble: (reason: Reason) => void) {
    const { profile } = settings;
    this.#parts = parts;
    this.#settings = settings;
    this.#onTrouble = onTrouble;
    this.#engagement = new Engagement(parts, makePlan(profile, parts.platform, parts.random));
    this.#routes = new ProvenRoutes(parts.random);
    this.#options = v.parse(MeekOptions, { ...profile.options, authToken: profile.token });
    this.#environment = {
      fetch: parts.gate.fetch,
      clock: parts.clock,
      random: parts.random,
      routes: this.#routes,
      observer: this.#makeHealth(),
    };
  }

  get proxyPort(): number | null {
    return this.#engagement.proxyPort;
  }

  get pids(): HelperPids | null {
    return this.#helper?.pids ?? null;
  }

  /**
   * @throws Trouble, or the carrier's error, of the step that failed, or the signal's reason.
   * No step goes on after that.
   */
  async bringUp(onStep: (step: StartStep) => void, signal: AbortSignal): Promise<void> {
    onStep('permissions');
    await this.#checkPermissions();
    onStep('helper');
    const port = await this.#reachHelper(signal);
    onStep('proxy');
    await this.#engagement.engage(port, signal);
    onStep('front');
    await this.#findFronts(signal);
    this.#known ??= {
      version: await this.#negotiate(signal),
      memory: await this.#parts.routeMemory(),
    };
    signal.throwIfAborted();
    this.#keepSessions();
    this.#phase = 'up';
  }

  /**
   * Something broke: nothing new goes out until it is brought up again. Sessions wait for a front
   * to come back, but not for a server that the fronts cannot reach: it will not know them.
   */
  markDown(reason?: Reason): void {
    this.#phase = 'down';
    if (reason !== 'server-unreachable') return;
    this.#disarmEnd ??= this.#parts.clock.schedule(SERVER_GRACE_MS, () => {
      void this.#endSessionsIfServerIsGone();
    });
  }

  /** Asks twice: a gateway that is only overloaded refuses now and then. */
  async #endSessionsIfServerIsGone(): Promise<void> {
    this.#disarmEnd = null;
    if (!(await this.#isServerGone())) return;
    await sleep(this.#parts.clock, SECOND_LOOK_MS);
    if (!(await this.#isServerGone())) return;
    this.#sessions.abort(new MeekError('MEEK_SERVER_UNREACHABLE', 'The server is gone.'));
    this.#sessions = new AbortController();
  }

  async #isServerGone(): Promise<boolean> {
    if (!this.activeRoute || this.#phase === 'up') return false;
    try {
      const { signal } = new AbortController();
      await probe(this.activeRoute, this.#options, this.#environment, signal);
      return false;
    } catch (error) {
      return error instanceof MeekError && error.code === 'MEEK_SERVER_UNREACHABLE';
    }
  }

  /** The server is there after all. */
  #keepSessions(): void {
    this.#disarmEnd?.();
    this.#disarmEnd = null;
  }

  /** The browser's setting is lost: at once, nothing goes out at all. */
  async shut(): Promise<void> {
    this.markDown();
    await this.#engagement.shut();
  }

  /** For good. The browser's setting is the caller's to give back. */
  async takeDown(): Promise<void> {
    const ends = [this.shut(), this.#helper?.stop()];
    this.#helper = null;
    this.#parts.traffic.connections(0);
    const [shut] = await Promise.allSettled(ends);
    if (shut?.status === 'rejected') throw shut.reason;
  }

  async #checkPermissions(): Promise<void> {
    const origins = originsOf(this.#settings.profile, this.#parts.platform === 'firefox');
    const granted = await browser.permissions.contains({ origins });
    if (!granted) throw new Trouble('permission-missing');
  }

  async #reachHelper(signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    this.#helper ??= await HelperPort.connect({
      profileId: this.#settings.helperProfileId,
      clock: this.#parts.clock,
      signal,
      onPipe: (pipe) => this.#carry(pipe),
      onConnections: (open) => this.#parts.traffic.connections(open),
      onWrongKey: () => this.#onTrouble('wrong-server-key'),
      onLost: (reason) => {
        this.#helper = null;
        this.#parts.traffic.connections(0);
        this.#onTrouble(reason);
      },
    });
    const { profile, preferredPort } = this.#settings;
    const { serverPin: pin, token } = profile;
    const tunnel = pin && profile.upstream === 'builtin' ? { tunnel: { pin, token } } : {};
    const wish = { preferredPort: this.proxyPort ?? preferredPort, ...tunnel };
    return this.#helper.listen(wish, signal);
  }

  /** Any front will do to begin with; others are proven meanwhile. */
  async #findFronts(signal: AbortSignal): Promise<void> {
    const { plan } = this.#engagement;
    try {
      return await this.#race(plan.routes, signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure = mostTelling(error as AggregateError);
      // Something answered over HTTP, so it is not the technique that fails.
      if (!isUnreachable(failure) || plan.fallbacks.length === 0) throw failure;
    }
    await this.#engagement.extend(new Set(plan.fallbacks.map(({ front }) => front)), signal);
    try {
      return await this.#race(plan.fallbacks, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw mostTelling(error as AggregateError);
    }
  }

  #race(routes: readonly Route[], signal: AbortSignal): Promise<void> {
    let isFirst = true;
    const onProven = (route: Route) => {
      if (isFirst) this.#routes.startWith(route);
      else this.#routes.add(route);
      if (isFirst) this.activeRoute = route;
      isFirst = false;
    };
    const tryRoute = (route: Route) => probe(route, this.#options, this.#environment, signal);
    return raceRoutes(routes, tryRoute, onProven, this.#parts.random);
  }

  #carry(local: LinkPipe): void {
    if (this.#phase === 'down' || !this.#known) {
      return refuse(local, 'TUNNEL_DOWN', 'The tunnel is not up.');
    }
    const carrier = {
      ...this.#known,
      options: this.#options,
      environment: this.#environment,
      signal: this.#sessions.signal,
    };
    void carry(local, carrier, this.#parts.traffic);
  }

  async #negotiate(signal: AbortSignal): Promise<1 | 2> {
    const route = this.activeRoute;
    if (!route || this.#options.protocol === 'meek-v1') return 1;
    return negotiate(route, this.#options, this.#environment, signal);
  }

  #makeHealth(): Health {
    return new Health(
      (route) => {
        this.activeRoute = route;
        this.#keepSessions();
      },
      (reason) => {
        if (this.#phase === 'up') this.#onTrouble(reason);
      },
      this.#parts.isOnline,
      this.#parts.clock,
    );
  }
}

/** An answer, whatever it was, says more than that there was none. */
function mostTelling({ errors }: AggregateError): unknown {
  return errors.find((error) => !isUnreachable(error)) ?? errors[0];
}

function isUnreachable(error: unknown): boolean {
  return error instanceof MeekError && error.code === 'MEEK_FRONT_UNREACHABLE';
}
