import browser from 'webextension-polyfill';
import { sleep } from '../../meek/clock.ts';
import { enabledFronts } from '../../meek/fronts/front.ts';
import type { HealthBook } from '../../meek/fronts/health/health-book.ts';
import { originsOf } from '../../meek/fronts/origins.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { frontKey } from '../../meek/fronts/selector/candidate.ts';
import { isDialled } from '../fronting/dialled.ts';
import { suffices } from '../fronting/helper-needs.ts';
import { makePlan } from '../fronting/plan.ts';
import type { PlannedRoute } from '../fronting/planned-route.ts';
import type { HelperPort } from '../helper-port.ts';
import { AskedTest } from './asked-test.ts';
import type { ErrorNames } from './error-names.ts';
import { FrontRefusedError } from './front-refused.ts';
import type { FrontTestProgress } from './full-vetting.ts';
import { runTrial, type TrialRunParts } from './trial-run.ts';

/** The person waits for it, and so does switching on; in ms. */
const HELPER_LIMIT_MS = 3_000;

type Helper = Pick<HelperPort, 'can' | 'openExchange' | 'stop'>;

export interface TrialParts extends TrialRunParts {
  readonly errorNames: Pick<ErrorNames, 'watch' | 'unwatch' | 'explain'>;
  /** Whether the tunnel is: nothing else may use the gate, the rules and the setting. */
  readonly isOff: () => boolean;
  readonly readHealth: () => Promise<HealthBook>;
  readonly connectHelper: (signal: AbortSignal) => Promise<Helper>;
}

/** Tests fronts while the tunnel is off, also without the helper. */
export class Trial {
  readonly #parts: TrialParts;
  readonly #test = new AskedTest();

  constructor(parts: TrialParts) {
    this.#parts = parts;
  }

  /** Null while nothing is tested. */
  get progress(): FrontTestProgress | null {
    return this.#test.progress;
  }

  /**
   * Begins, if no test is under way.
   *
   * @param key of the one front to test; null: all
   * @throws FrontRefusedError
   */
  async start(profile: Profile, key: string | null): Promise<void> {
    if (this.progress) return;
    const wanted = enabledFronts(profile.fronts).filter(
      (front) => key === null || frontKey(front) === key,
    );
    if (wanted.length === 0) throw new FrontRefusedError('FRONT_UNKNOWN');
    // Where the extension may not see a host, none of its rules holds there.
    const origins = originsOf({ ...profile, fronts: wanted }, false);
    if (!(await browser.permissions.contains({ origins }))) {
      throw new FrontRefusedError('FRONT_NOT_ALLOWED');
    }
    await this.#startWith({ ...profile, fronts: wanted }, key);
  }

  /** Resolves once everything is given back. */
  stop(): Promise<void> {
    return this.#test.stop();
  }

  async #startWith(profile: Profile, key: string | null): Promise<void> {
    const { platform, random, readHealth, isOff, errorNames } = this.#parts;
    const { routes } = makePlan(profile, platform, random);
    const book = await readHealth();
    const helper = routes.some(isNative) ? await this.#reachHelper() : null;
    const fronts = routes.filter((route) => isTestable(route, helper)).map(({ front }) => front);
    if (fronts.length === 0 || !isOff()) {
      await helper?.stop();
      throw new FrontRefusedError('FRONT_NOT_TESTABLE');
    }
    this.#test.start(key, async (onProgress, signal) => {
      errorNames.watch();
      try {
        await runTrial(this.#parts, { profile, fronts, helper, book }, onProgress, signal);
      } finally {
        errorNames.unwatch();
        await helper?.stop();
      }
    });
  }

  async #reachHelper(): Promise<Helper | null> {
    const over = new AbortController();
    const { clock, connectHelper } = this.#parts;
    sleep(clock, HELPER_LIMIT_MS, over.signal)
      .then(() => over.abort())
      .catch(() => {});
    try {
      return await connectHelper(over.signal);
    } catch {
      // Missing, not allowed, or too slow: the other fronts can be tested.
      return null;
    } finally {
      over.abort();
    }
  }
}

/** Edges that are reached at a given address need a port of the helper's, which the tunnel opens. */
function isTestable(route: PlannedRoute, helper: Helper | null): boolean {
  return isDialled(route) ? route.front.address === undefined : suffices(helper, route);
}

function isNative({ technique }: PlannedRoute): boolean {
  return technique === 'native';
}
