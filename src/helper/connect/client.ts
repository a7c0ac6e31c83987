import * as v from 'valibot';
import type { CarrierEnvironment } from '../../meek/carrier.ts';
import type { Clock } from '../../meek/clock.ts';
import { MeekError } from '../../meek/errors.ts';
import { asMeekError } from '../../meek/fronts/failure/as-meek-error.ts';
import { explainByCause } from '../../meek/fronts/failure/explain.ts';
import type { FrontFailure } from '../../meek/fronts/failure/front-failure.ts';
import { HealthBook } from '../../meek/fronts/health/health-book.ts';
import { probeFront } from '../../meek/fronts/probe/probe.ts';
import type { ProbeReport } from '../../meek/fronts/probe/report.ts';
import { type CandidateRoute, ProvenRoutes } from '../../meek/fronts/proven-routes.ts';
import { searchFronts } from '../../meek/fronts/search/search.ts';
import type { SelectorContext } from '../../meek/fronts/selector/selector.ts';
import { SpreadRoutes } from '../../meek/fronts/spread-routes.ts';
import { remember } from '../../meek/fronts/vetting/remember.ts';
import { MeekOptions } from '../../meek/options.ts';
import type { Pipe } from '../../meek/pipe.ts';
import type { Random } from '../../meek/random.ts';
import { openSession as openSessionV1 } from '../../meek/v1/session.ts';
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

/** Nothing outlives the process, and it is on one network mostly. */
const NETWORK = 'here';

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
  readonly #context: SelectorContext;
  readonly #proven: ProvenRoutes;
  readonly #spread: SpreadRoutes;
  readonly #environment: CarrierEnvironment;
  readonly #memory = new RouteMemory();
  readonly #tunnel: TunnelWayOut | null;
  readonly #way: WayOut;
  #serverVersion: 1 | 2 = 1;
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
    this.#context = { book: new HealthBook(), network: () => NETWORK, epochMs: Date.now, random };
    this.#proven = new ProvenRoutes(this.#context);
    this.#spread = new SpreadRoutes(this.#proven, ({ key }) => this.#memory.recordOf(key).rttMs);
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

  get #version(): 1 | 2 {
    return this.#meek.protocol === 'meek-v1' ? 1 : this.#serverVersion;
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

  async #findFronts(signal: AbortSignal): Promise<CandidateRoute> {
    // The search before this one may still be trying others.
    this.#search.abort();
    this.#search = new AbortController();
    let isFirst = true;
    return searchFronts<CandidateRoute, ProbeReport>({
      candidates: this.#native.routes,
      context: this.#context,
      clock: this.#options.clock,
      enough: ENOUGH_FRONTS,
      signal: AbortSignal.any([signal, this.#search.signal]),
      probe: (...args) => this.#probe(...args),
      onVerdict: (verdict) => {
        const { candidate, outcome } = verdict;
        remember(verdict, NETWORK, this.#context);
        if ('failure' in outcome) {
          return this.#options.onFrontFailed?.(candidate.name, errorOf(outcome.failure));
        }
        this.#use(candidate, outcome.report, isFirst);
        isFirst = false;
      },
    }).catch((error: unknown) => {
      if (!(error instanceof AggregateError)) throw error;
      throw new AggregateError(error.errors.map(errorOf), error.message);
    });
  }

  #use(route: CandidateRoute, { version }: ProbeReport, isFirst: boolean): void {
    if (!isFirst) return version === this.#serverVersion ? this.#proven.add(route) : undefined;
    this.#proven.startWith(route);
    this.#serverVersion = version;
  }

  #probe(route: CandidateRoute, limitMs: number, signal: AbortSignal): Promise<ProbeReport> {
    const { serverPin } = this.#options.profile;
    const options = { meek: this.#meek, serverPin, isV2: false, limitMs, explain: explainByCause };
    return probeFront(route, options, this.#environment, signal);
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
    if (this.#version === 1) return openSessionV1(this.#meek, this.#environment, signal);
    const routes = this.#spread.forSession();
    const environment = { ...this.#environment, routes };
    const session = openSessionV2(this.#meek, environment, { memory: this.#memory, signal });
    session.closed.catch(() => {}).finally(() => routes.release());
    return session;
  }
}

/** A front that leads to another server than the pinned one is told from one that leads nowhere. */
function errorOf(failure: FrontFailure): Error {
  if (failure.code !== 'FRONT_NOT_PROVEN') return asMeekError(failure);
  return new TunnelError('TUNNEL_WRONG_PIN', failure.message, { cause: failure });
}

function refusing(failure: unknown): WayOut {
  const refuse = () => Promise.reject(failure);
  return { dial: refuse, openUdp: refuse, close() {} };
}

function notConnected(): Error {
  return Object.assign(new Error('Not connected.'), { code: 'NOT_CONNECTED' });
}
