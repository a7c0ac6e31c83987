import * as v from 'valibot';
import type { CarrierEnvironment } from '../../meek/carrier.ts';
import type { Clock } from '../../meek/clock.ts';
import { MeekError } from '../../meek/errors.ts';
import { ProvenRoutes } from '../../meek/fronts/proven-routes.ts';
import { raceRoutes } from '../../meek/fronts/race.ts';
import type { Route } from '../../meek/fronts/route.ts';
import { MeekOptions } from '../../meek/options.ts';
import type { Pipe } from '../../meek/pipe.ts';
import type { Random } from '../../meek/random.ts';
import { openSession as openSessionV1 } from '../../meek/v1/session.ts';
import { negotiate } from '../../meek/v2/negotiate.ts';
import { RouteMemory } from '../../meek/v2/route-memory.ts';
import { openSession as openSessionV2 } from '../../meek/v2/session.ts';
import { TunnelError } from '../../tunnel/errors.ts';
import { SocksWayOut } from '../agent/socks-way-out.ts';
import { TunnelWayOut } from '../agent/tunnel-way-out.ts';
import type { WayOut } from '../agent/way-out.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { Health } from './health.ts';
import { NativeRoutes } from './native-routes.ts';
import type { FiledProfile } from './profile-file.ts';
import { mostTelling } from './trouble.ts';

/** Fronts to hold ready: one to use, and others for when it fails. */
const ENOUGH_FRONTS = 4;

/** A server that restarts is back sooner, in ms; and connections are not kept hanging longer. */
const SERVER_GRACE_MS = 1_500;

/** How long goodbyes to the server may take, in ms. */
const FAREWELL_LIMIT_MS = 1_000;

export interface ClientOptions {
  readonly profile: FiledProfile;
  readonly clock: Clock;
  readonly random: Random;
  /** Hears of each front that was tried in vain. */
  readonly onFrontFailed?: ((front: string, error: unknown) => void) | undefined;
}

export interface Connected {
  readonly front: string;
  /** Of meek. */
  readonly version: 1 | 2;
  /** To the server's own key, unreadable to the CDN. */
  readonly isEncrypted: boolean;
}

/** Carrier and tunnel to one profile's server, through fronts that are dialled from here. */
export class Client {
  readonly #options: ClientOptions;
  readonly #meek: MeekOptions;
  readonly #native: NativeRoutes;
  readonly #proven: ProvenRoutes;
  readonly #environment: CarrierEnvironment;
  readonly #memory = new RouteMemory();
  readonly #tunnel: TunnelWayOut | null;
  readonly #way: WayOut;
  #version: 1 | 2 = 1;
  #search = new AbortController();
  #sessions = new AbortController();
  /** Why nothing goes out; null when it does. */
  #failure: unknown = notConnected();
  #serverGoneSinceMs: number | null = null;
  #onTrouble: (error: unknown) => void = () => {};

  constructor(options: ClientOptions) {
    const { profile, clock, random } = options;
    this.#options = options;
    this.#meek = v.parse(MeekOptions, { ...profile.options, authToken: profile.token });
    this.#native = new NativeRoutes(profile, clock);
    this.#proven = new ProvenRoutes(random);
    this.#environment = {
      fetch: this.#native.fetch,
      clock,
      random,
      routes: this.#proven,
      observer: new Health(clock, (error) => this.#onTrouble(error)),
    };
    this.#tunnel = this.#makeTunnel();
    this.#way = this.#tunnel ?? new SocksWayOut(async () => this.#openPipe(), clock);
  }

  /** How connections leave; while the way is down, with what broke it and not at all. */
  get wayOut(): WayOut {
    return this.#failure === null ? this.#way : refusing(this.#failure);
  }

  /**
   * Looks for fronts that lead to the server, and opens the tunnel. What stands is kept.
   *
   * @throws what each front failed with, as an AggregateError; what the tunnel failed with; the
   * signal's reason
   */
  async bringUp(signal: AbortSignal): Promise<Connected> {
    const front = await this.#findFronts(signal);
    if (this.#tunnel) await unlessAborted(this.#tunnel.warmUp(), signal);
    signal.throwIfAborted();
    this.#failure = null;
    this.#serverGoneSinceMs = null;
    return { front: front.name, version: this.#version, isEncrypted: this.#tunnel !== null };
  }

  /** Resolves with what broke, once something did; or with the signal's reason. */
  untilBroken(signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve) => {
      this.#onTrouble = resolve;
      signal.addEventListener('abort', () => resolve(signal.reason), { once: true });
    });
  }

  /**
   * Lets nothing new out. Sessions wait for a front to come back, but not for long for a server
   * that the fronts cannot reach: it will not know them.
   */
  goDown(error: unknown): void {
    this.#onTrouble = () => {};
    const failure = mostTelling(error);
    this.#failure = failure;
    const isGone = failure instanceof MeekError && failure.code === 'MEEK_SERVER_UNREACHABLE';
    const nowMs = this.#options.clock.nowMs();
    this.#serverGoneSinceMs = isGone ? (this.#serverGoneSinceMs ?? nowMs) : null;
    if (nowMs - (this.#serverGoneSinceMs ?? nowMs) >= SERVER_GRACE_MS) this.#endSessions(failure);
  }

  /** Ends everything, and tells the server if it is there. */
  async close(): Promise<void> {
    this.goDown(notConnected());
    this.#search.abort();
    this.#way.close();
    this.#endSessions(notConnected());
    await Promise.race([
      this.#native.settled(),
      new Promise<void>((resolve) => this.#options.clock.schedule(FAREWELL_LIMIT_MS, resolve)),
    ]);
    this.#native.close();
  }

  #endSessions(reason: unknown): void {
    this.#sessions.abort(reason);
    this.#sessions = new AbortController();
  }

  async #findFronts(signal: AbortSignal): Promise<Route> {
    // The search before this one may still be trying others.
    this.#search.abort();
    this.#search = new AbortController();
    const until = AbortSignal.any([signal, this.#search.signal]);
    const versions = new Map<Route, 1 | 2>();
    const first = Promise.withResolvers<Route>();
    let isFirst = true;
    const onProven = (route: Route) => {
      if (!isFirst) return this.#proven.add(route);
      isFirst = false;
      this.#proven.startWith(route);
      this.#version = this.#meek.protocol === 'meek-v1' ? 1 : (versions.get(route) ?? 1);
      first.resolve(route);
    };
    const tryRoute = async (route: Route) => {
      try {
        versions.set(route, await negotiate(route, this.#meek, this.#environment, until));
      } catch (error) {
        if (!until.aborted) this.#options.onFrontFailed?.(route.name, error);
        throw error;
      }
    };
    const { random } = this.#options;
    await raceRoutes(this.#native.routes, tryRoute, onProven, random, ENOUGH_FRONTS);
    return first.promise;
  }

  #makeTunnel(): TunnelWayOut | null {
    const { profile, clock } = this.#options;
    const { upstream, serverPin: pin, token } = profile;
    if (upstream !== 'builtin' || !pin) return null;
    const onWrongKey = () =>
      this.#onTrouble(new TunnelError('TUNNEL_WRONG_PIN', 'Another key than the pinned one.'));
    return new TunnelWayOut({ pin, token, clock, openPipe: () => this.#openPipe(), onWrongKey });
  }

  #openPipe(): Pipe {
    const { signal } = this.#sessions;
    return this.#version === 2
      ? openSessionV2(this.#meek, this.#environment, { memory: this.#memory, signal })
      : openSessionV1(this.#meek, this.#environment, signal);
  }
}

function refusing(failure: unknown): WayOut {
  const refuse = () => Promise.reject(failure);
  return { dial: refuse, openUdp: refuse, close() {} };
}

function notConnected(): Error {
  return Object.assign(new Error('Not connected.'), { code: 'NOT_CONNECTED' });
}
