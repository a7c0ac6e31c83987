import type { CarrierEnvironment, CarrierObserver } from '../../meek/carrier.ts';
import type { Explain } from '../../meek/fronts/failure/explain.ts';
import { FrontFailure } from '../../meek/fronts/failure/front-failure.ts';
import type { Front } from '../../meek/fronts/front.ts';
import { isCooling } from '../../meek/fronts/health/front-health.ts';
import { probeFront } from '../../meek/fronts/probe/probe.ts';
import type { ProbeReport } from '../../meek/fronts/probe/report.ts';
import { ProvenRoutes } from '../../meek/fronts/proven-routes.ts';
import { Experience } from '../../meek/fronts/search/experience.ts';
import { Replenisher } from '../../meek/fronts/search/replenisher.ts';
import { searchFronts } from '../../meek/fronts/search/search.ts';
import type { SelectorContext } from '../../meek/fronts/selector/selector.ts';
import { remember } from '../../meek/fronts/vetting/remember.ts';
import {
  type Verdict,
  type VettingOptions,
  type VettingResult,
  vet,
} from '../../meek/fronts/vetting/vetting.ts';
import type { MeekOptions } from '../../meek/options.ts';
import type { Engagement } from '../fronting/engagement.ts';
import type { PlannedRoute } from '../fronting/planned-route.ts';
import { Diagnosis } from './diagnosis.ts';
import { Examiner } from './examiner.ts';
import { isVague } from './failed-step.ts';
import { usable } from './second-ways.ts';
import { sharpenFailure } from './sharpen-failure.ts';

/** Fronts to hold ready from the start: one to use, and others for when it fails. */
const ENOUGH = 4;

export interface FrontsParts {
  readonly engagement: Engagement;
  readonly meek: MeekOptions;
  readonly serverPin: string | null;
  readonly environment: Pick<CarrierEnvironment, 'fetch' | 'clock' | 'random'>;
  readonly context: SelectorContext;
  readonly explain: Explain;
  /** Whether the helper that is there has what the route needs. */
  readonly canUse: (route: PlannedRoute) => boolean;
  readonly isOnline: () => boolean;
}

type RouteVerdict = Verdict<PlannedRoute, ProbeReport>;

/** Finds a profile's fronts, proves them, and keeps the experience with them. */
export class Fronts {
  /** Those that sessions choose among. */
  readonly routes: ProvenRoutes;
  readonly observer: CarrierObserver;
  readonly #parts: FrontsParts;
  readonly #replenisher: Replenisher;
  readonly #examiner: Examiner;
  /** Of meek, as the first front's server spoke it. */
  #version: 1 | 2 | null = null;
  /** While the tunnel is up: a search asks the fronts anyway. */
  readonly #diagnosis: Diagnosis;

  constructor(parts: FrontsParts) {
    this.#parts = parts;
    const { context, environment, explain } = parts;
    this.routes = new ProvenRoutes(context);
    this.#examiner = new Examiner((route) =>
      sharpenFailure(route, context, { ...environment, explain }),
    );
    this.observer = new Experience({
      candidateOf: ({ key }) => this.routeOf(key),
      context,
      isOnline: parts.isOnline,
      onFailing: ({ key }) => {
        const route = this.routeOf(key);
        if (route) void this.#diagnosis.ask(route);
        void this.#replenisher.frontFailed();
      },
    });
    this.#diagnosis = new Diagnosis({
      clock: environment.clock,
      probe: (...args) => this.probe(...args),
      remember: (verdict) => this.#remember(verdict),
    });
    this.#replenisher = new Replenisher({
      readyCount: () => this.routes.ready.length,
      search: (wanted) => this.#searchFurther(wanted),
    });
  }

  /** What may be tried now. */
  get candidates(): readonly PlannedRoute[] {
    const { engagement, context, canUse } = this.#parts;
    return usable(engagement.plan.routes, context.book.on(context.network())).filter(canUse);
  }

  get context(): SelectorContext {
    return this.#parts.context;
  }

  /** What the server speaks, as far as is known. */
  get versionSoFar(): 1 | 2 | null {
    return this.#version;
  }

  /** @throws RangeError before a front was found */
  get version(): 1 | 2 {
    if (this.#version === null) throw new RangeError('No front was found yet.');
    return this.#version;
  }

  /**
   * Looks for fronts that lead to the server. Any will do to begin with; others follow.
   *
   * @throws AggregateError of each front's FrontFailure, or the signal's reason
   */
  async find(signal: AbortSignal): Promise<PlannedRoute> {
    this.#examiner.pause();
    try {
      return await this.#find(signal);
    } finally {
      this.#examiner.resume();
    }
  }

  async #find(signal: AbortSignal): Promise<PlannedRoute> {
    await this.extend(signal);
    const tried = this.candidates;
    try {
      return await this.#search(tried, signal);
    } catch (error) {
      signal.throwIfAborted();
      await this.extend(signal);
      const added = this.candidates.filter((route) => !tried.includes(route));
      if (added.length === 0) throw error;
      return await this.#search(added, signal);
    }
  }

  /** Takes into use the second ways to fronts that have turned out to need them. */
  async extend(signal: AbortSignal): Promise<void> {
    const { engagement, context } = this.#parts;
    const { routes, fallbacks } = engagement.plan;
    const records = context.book.on(context.network());
    const wanted = new Set(usable([...routes, ...fallbacks], records));
    const needed = fallbacks.filter((route) => wanted.has(route));
    await engagement.extend(new Set<Front>(needed.map(({ front }) => front)), signal);
  }

  /** Probes these, and keeps what comes of it: what works may be used from then on. */
  async vet(
    options: Pick<
      VettingOptions<PlannedRoute, ProbeReport>,
      'candidates' | 'concurrency' | 'signal' | 'onVerdict'
    >,
  ): Promise<VettingResult> {
    const { clock } = this.#parts.environment;
    const result = await vet({
      ...options,
      wanted: 0,
      clock,
      probe: (...args) => this.probe(...args),
      onVerdict: (verdict, progress) => {
        this.#keep(verdict);
        options.onVerdict(verdict, progress);
      },
    });
    await this.#examiner.settled();
    return result;
  }

  /** @throws FrontFailure, or the signal's reason */
  async probe(route: PlannedRoute, limitMs: number, signal: AbortSignal): Promise<ProbeReport> {
    const { meek, serverPin, explain, environment } = this.#parts;
    const isV2 = this.#version === 2;
    const options = { meek, serverPin, isV2, limitMs, explain };
    const report = await probeFront(route, options, environment, signal);
    const version = meek.protocol === 'meek-v1' ? 1 : report.version;
    if (version !== (this.#version ?? version)) {
      throw new FrontFailure('FRONT_WRONG_SERVER', 'Another server than the other fronts’.');
    }
    return { ...report, version };
  }

  /** From now on fronts that begin to fail are asked why, until the signal aborts. */
  diagnoseUntil(signal: AbortSignal): void {
    this.#diagnosis.begin(signal);
  }

  routeOf(key: string): PlannedRoute | undefined {
    return this.#parts.engagement.plan.routeByKey.get(key);
  }

  #search(candidates: readonly PlannedRoute[], signal: AbortSignal): Promise<PlannedRoute> {
    const { context, environment } = this.#parts;
    let isFirst = true;
    return searchFronts<PlannedRoute, ProbeReport>({
      candidates,
      context,
      signal,
      clock: environment.clock,
      enough: ENOUGH,
      probe: (...args) => this.probe(...args),
      onVerdict: (verdict) => {
        if (isFirst && 'report' in verdict.outcome) {
          isFirst = false;
          this.routes.startWith(verdict.candidate);
        }
        this.#keep(verdict);
      },
    });
  }

  /** While the tunnel is up, among those that were not proven yet, and have not just failed. */
  async #searchFurther(enough: number): Promise<unknown> {
    const { signal } = this.#diagnosis;
    const { context, environment } = this.#parts;
    const health = context.book.on(context.network());
    const nowMs = context.epochMs();
    const candidates = this.candidates.filter(
      (route) => !this.routes.has(route) && !isCooling(health.healthOf(route.key), nowMs),
    );
    if (!signal || candidates.length === 0) return;
    return searchFronts<PlannedRoute, ProbeReport>({
      ...{ candidates, context, signal, enough },
      clock: environment.clock,
      probe: (...args) => this.probe(...args),
      onVerdict: (verdict) => this.#keep(verdict),
    });
  }

  #keep(verdict: RouteVerdict): void {
    this.#remember(verdict);
    const { candidate, outcome } = verdict;
    if (!('report' in outcome)) return;
    this.#version ??= outcome.report.version;
    this.routes.add(candidate);
  }

  #remember(verdict: RouteVerdict): void {
    const { context } = this.#parts;
    remember(verdict, context.network(), context);
    const { candidate, outcome } = verdict;
    const isUnclear = 'failure' in outcome && isVague(outcome.failure.code);
    if (isUnclear && candidate.technique === 'secure-proxy') this.#examiner.add(candidate);
  }
}
