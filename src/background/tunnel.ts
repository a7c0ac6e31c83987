import * as v from 'valibot';
import type { LinkPipe } from '../link/link-pipe.ts';
import { FrontFailure } from '../meek/fronts/failure/front-failure.ts';
import { frontKey } from '../meek/fronts/selector/candidate.ts';
import { MeekOptions } from '../meek/options.ts';
import { bothObservers } from './both-observers.ts';
import type { HelperPorts } from './browser-proxy/browser-proxy.ts';
import { Engagement } from './fronting/engagement.ts';
import { frontingFetch } from './fronting/fronting-fetch.ts';
import { suffices } from './fronting/helper-needs.ts';
import { explainFronting } from './fronting/native.ts';
import { makePlan } from './fronting/plan.ts';
import type { PlannedRoute } from './fronting/planned-route.ts';
import { AskedTest } from './fronts/asked-test.ts';
import { FrontRefusedError } from './fronts/front-refused.ts';
import { Fronts } from './fronts/fronts.ts';
import { type FrontTestProgress, vetFully } from './fronts/full-vetting.ts';
import { keepSpares } from './fronts/spares.ts';
import { whyNone } from './fronts/why-none.ts';
import { Health } from './health.ts';
import type { HelperFacts, HelperPids } from './helper-facts.ts';
import type { HelperPort } from './helper-port.ts';
import { missingPermission } from './missing-permission.ts';
import type { Reason, StartStep } from './state.ts';
import { Trouble } from './trouble.ts';
import { TunnelHelper } from './tunnel-helper.ts';
import type { TunnelParts, TunnelSettings } from './tunnel-parts.ts';
import { TunnelSessions } from './tunnel-sessions.ts';
import { type Way, waysOf } from './ways.ts';

/**
 * One profile's way from the local proxy to the server, brought up step by step. Every step may
 * be taken again: what stands is kept, what broke is mended.
 */
export class Tunnel {
  readonly #parts: TunnelParts;
  readonly #settings: TunnelSettings;
  readonly #engagement: Engagement;
  readonly #fronts: Fronts;
  readonly #test = new AskedTest();
  readonly #options: MeekOptions;
  readonly #sessions: TunnelSessions;
  readonly #helper: TunnelHelper;
  readonly #onTrouble: (reason: Reason) => void;
  #phase: 'down' | 'up' = 'down';
  /** Aborted while it is not up. */
  #up = new AbortController();
  activeRoute: PlannedRoute | null = null;

  /** @param onTrouble called, perhaps several times, when a tunnel that was up has broken */
  constructor(parts: TunnelParts, settings: TunnelSettings, onTrouble: (reason: Reason) => void) {
    const { profile } = settings;
    this.#parts = parts;
    this.#settings = settings;
    this.#onTrouble = onTrouble;
    this.#engagement = new Engagement(parts, makePlan(profile, parts.platform, parts.random));
    this.#options = v.parse(MeekOptions, { ...profile.options, authToken: profile.token });
    const { clock, random, gate, isOnline, explain } = parts;
    const fetch = frontingFetch(this.#engagement.plan, gate, () => this.helper);
    const environment = { fetch, clock, random };
    const { epochMs } = parts;
    const network = () => parts.network.name;
    this.#fronts = new Fronts({
      ...{ environment, isOnline, engagement: this.#engagement },
      explain: explainFronting(explain),
      canUse: (route) => suffices(this.helper, route),
      meek: this.#options,
      serverPin: profile.serverPin,
      context: { book: settings.health, random, epochMs, network },
    });
    const observer = bothObservers(this.#fronts.observer, this.#makeHealth());
    this.#sessions = new TunnelSessions({
      environment: { ...environment, routes: this.#fronts.routes, observer },
      routes: this.#fronts.routes,
      options: this.#options,
      traffic: parts.traffic,
      isServerGone: () => this.#isServerGone(),
    });
    this.#helper = new TunnelHelper({
      profileId: settings.helperProfileId,
      fastLink: settings.fastLink,
      ...{ clock, onTrouble },
      traffic: parts.traffic,
      connect: parts.connectHelper,
      onPipe: (pipe) =>
        this.#sessions.carry(pipe, this.#phase === 'up' ? this.#fronts.version : null),
      onSystemProxy: parts.onSystemProxy,
    });
  }

  get proxyPort(): number | null {
    return this.#engagement.proxyPort;
  }

  /** Null while it is not reached. */
  get helper(): HelperPort | null {
    return this.#helper.now;
  }

  get pids(): HelperPids | null {
    return this.helper?.pids ?? null;
  }

  /** Null while the helper is not connected. */
  get helperFacts(): HelperFacts | null {
    return this.helper?.facts ?? null;
  }

  /** The fronts in use, the one that answered last first; none while it is not up. */
  get ways(): Way[] {
    if (this.#phase === 'down' || !this.activeRoute) return [];
    const others = this.#sessions.routesInUse.flatMap(({ key }) => this.#fronts.routeOf(key) ?? []);
    const { book, network } = this.#fronts.context;
    return waysOf([this.activeRoute, ...others], this.#sessions.memory, book.on(network()));
  }

  /** What the server speaks; null before a front was found. */
  get protocol(): 1 | 2 | null {
    return this.#fronts.versionSoFar;
  }

  /**
   * @throws Trouble, or the carrier's error, of the step that failed, or the signal's reason.
   * No step goes on after that.
   */
  async bringUp(onStep: (step: StartStep) => void, signal: AbortSignal): Promise<void> {
    onStep('permissions');
    await this.#checkPermissions();
    onStep('helper');
    const ports = await this.#reachHelper(signal);
    onStep('proxy');
    await this.#engagement.engage(ports, signal);
    if (this.helper) this.#parts.onListening(this.helper);
    onStep('front');
    await this.#askNetwork(signal);
    await this.#findFront(signal);
    await this.#sessions.recall(this.#parts.routeMemory);
    signal.throwIfAborted();
    this.#sessions.serverIsThere();
    this.#phase = 'up';
    this.#watchFronts();
  }

  /** How far the test of fronts is that was asked for; null while there is none. */
  get vetting(): FrontTestProgress | null {
    return this.#test.progress;
  }

  /** Whether requests may leave, and so fronts be tested. */
  get isOpen(): boolean {
    return this.#engagement.isOpen;
  }

  /**
   * Tests one front, or all of them.
   *
   * @param key the one front's; null: all
   * @param onGood one works
   * @throws FrontRefusedError where there is no way to it
   */
  vetFronts(key: string | null, onGood: () => void): void {
    const isWanted = ({ front }: PlannedRoute) => key === null || frontKey(front) === key;
    if (!this.#fronts.candidates.some(isWanted)) throw new FrontRefusedError('FRONT_NOT_TESTABLE');
    this.#test.start(key, (onProgress, signal) =>
      vetFully(this.#fronts, isWanted, onProgress, onGood, signal),
    );
  }

  stopVetting(): Promise<void> {
    return this.#test.stop();
  }

  /**
   * Something broke: nothing new goes out until it is brought up again. Sessions wait for a front
   * to come back, but not for a server that the fronts cannot reach: it will not know them.
   */
  markDown(reason?: Reason): void {
    this.#phase = 'down';
    this.#up.abort();
    if (reason === 'server-unreachable') this.#sessions.serverIsGone();
  }

  async #isServerGone(): Promise<boolean> {
    if (!this.activeRoute || this.#phase === 'up') return false;
    try {
      const { signal } = new AbortController();
      await this.#fronts.probe(this.activeRoute, this.#options.connectTimeoutMs, signal);
      return false;
    } catch (error) {
      return error instanceof FrontFailure && error.code === 'FRONT_SERVER_UNREACHABLE';
    }
  }

  /** The browser's setting is lost: at once, nothing goes out at all. */
  async shut(): Promise<void> {
    this.markDown();
    void this.#test.stop();
    await this.#engagement.shut();
  }

  /** A pipe to the helper, for an exchange with whomever it can dial. @throws LinkError */
  openExchange(): LinkPipe {
    return this.#helper.openExchange();
  }

  /** For good. The browser's setting is the caller's to give back. */
  async takeDown(): Promise<void> {
    const [shut] = await Promise.allSettled([this.shut(), this.#helper.stop()]);
    if (shut?.status === 'rejected') throw shut.reason;
  }

  /** What the browser does not allow, or not any more; null when it allows all that is needed. */
  missingPermission(): Promise<Reason | null> {
    return missingPermission(this.#settings.profile, this.#parts.platform);
  }

  async #checkPermissions(): Promise<void> {
    const missing = await this.missingPermission();
    if (missing === null) return;
    // Chromium leaves a port open whose permission was taken back.
    if (missing === 'helper-permission-missing') this.helper?.lose(missing);
    throw new Trouble(missing);
  }

  #reachHelper(signal: AbortSignal): Promise<HelperPorts> {
    const { profile, preferredPort } = this.#settings;
    const { serverPin: pin, token } = profile;
    const tunnel = pin && profile.upstream === 'builtin' ? { tunnel: { pin, token } } : {};
    const wish = { preferredPort: this.proxyPort ?? preferredPort, ...tunnel };
    return this.#helper.listen(wish, this.#engagement.plan.pinnedEdges, signal);
  }

  /** It may have become another one at any time. */
  async #askNetwork(signal: AbortSignal): Promise<void> {
    if (this.helper) await this.#parts.network.ask(this.helper, signal);
  }

  async #findFront(signal: AbortSignal): Promise<void> {
    const { routes } = this.#engagement.plan;
    if (!routes.some((route) => suffices(this.helper, route))) {
      throw new Trouble('helper-incompatible');
    }
    try {
      this.activeRoute = await this.#fronts.find(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AggregateError)) throw error;
      const reason = whyNone(error.errors, this.#parts.isOnline());
      throw new Trouble(reason, { cause: error });
    }
  }

  /** Asks a front now and then while it is up, and finds out why one fails. */
  #watchFronts(): void {
    this.#up.abort();
    this.#up = new AbortController();
    const { signal } = this.#up;
    this.#fronts.diagnoseUntil(signal);
    const { clock } = this.#parts;
    keepSpares(this.#fronts, clock, () => this.#askNetwork(signal), signal).catch(() => {});
  }

  #makeHealth(): Health {
    return new Health(
      (route) => {
        this.activeRoute = this.#fronts.routeOf(route.key) ?? this.activeRoute;
        this.#sessions.serverIsThere();
      },
      (reason) => {
        if (this.#phase === 'up') this.#onTrouble(reason);
      },
      this.#parts.isOnline,
      this.#parts.clock,
    );
  }
}
