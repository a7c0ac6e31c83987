import type { CarrierObserver } from '../../carrier.ts';
import type { MeekError, MeekErrorCode } from '../../errors.ts';
import type { FrontFailureCode } from '../failure/front-failure.ts';
import { isCooling } from '../health/front-health.ts';
import type { Route } from '../route.ts';
import type { Candidate } from '../selector/candidate.ts';
import type { SelectorContext } from '../selector/selector.ts';

/** Exchanges are many, and a record of each would be written; one in so many ms is enough. */
const SUCCESS_EVERY_MS = 10_000;

/** What an exchange's failure says of the front; of others it says nothing. */
const FAILURE_OF: Partial<Record<MeekErrorCode, FrontFailureCode>> = {
  MEEK_FRONT_UNREACHABLE: 'FRONT_UNREACHABLE',
  MEEK_FRONT_REFUSED: 'FRONT_CDN_REFUSED',
  MEEK_SERVER_UNREACHABLE: 'FRONT_SERVER_UNREACHABLE',
  MEEK_SERVER_BUSY: 'FRONT_SERVER_BUSY',
  MEEK_TOKEN_REFUSED: 'FRONT_TOKEN_REFUSED',
};

export interface ExperienceOptions {
  readonly candidateOf: (route: Route) => Candidate | undefined;
  readonly context: SelectorContext;
  readonly isOnline: () => boolean;
  /** A front that was being used has begun to fail: why is to be found out. */
  readonly onFailing: (route: Route) => void;
}

/** Puts what sessions meet with into the fronts' records. */
export class Experience implements CarrierObserver {
  readonly #options: ExperienceOptions;

  constructor(options: ExperienceOptions) {
    this.#options = options;
  }

  answered(route: Route): void {
    const { candidateOf, context } = this.#options;
    const candidate = candidateOf(route);
    if (!candidate) return;
    const health = context.book.on(context.network());
    const { okAtMs, failuresInARow } = health.healthOf(candidate.key);
    const nowMs = context.epochMs();
    const isNews = failuresInARow > 0 || Math.abs(nowMs - (okAtMs ?? 0)) >= SUCCESS_EVERY_MS;
    if (isNews) health.succeeded(candidate, nowMs, null);
  }

  failed(route: Route, error: MeekError): void {
    const { candidateOf, context, isOnline, onFailing } = this.#options;
    const candidate = candidateOf(route);
    const code = FAILURE_OF[error.code];
    if (!candidate || !code) return;
    const health = context.book.on(context.network());
    const before = health.healthOf(candidate.key);
    // Why it fails is known, or being found out: what fails meanwhile tells less than that.
    if (isCooling(before, context.epochMs())) return;
    const said = isOnline() ? code : 'FRONT_OFFLINE';
    health.failed(candidate, context.epochMs(), said, context.random.fraction());
    if (health.healthOf(candidate.key).failuresInARow > before.failuresInARow) onFailing(route);
  }
}
