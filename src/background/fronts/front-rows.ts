import type { FrontFailureCode } from '../../meek/fronts/failure/front-failure.ts';
import { type Front, needsNative, type Technique } from '../../meek/fronts/front.ts';
import { type FrontHealth, isCooling } from '../../meek/fronts/health/front-health.ts';
import type { NetworkHealth } from '../../meek/fronts/health/network-health.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { isVerified } from '../../meek/fronts/vetting/verified.ts';
import { plannedRouteKey, type UsedTechnique } from '../fronting/planned-route.ts';

const TECHNIQUES: readonly UsedTechnique[] = ['secure-proxy', 'host-rule', 'direct', 'native'];

/** One front of the profile in use, and how it has fared on this network. */
export interface FrontRow extends FrontFare {
  readonly front: Front;
  /** `own`: the profile has it. `listed`: its subscription has brought it. */
  readonly origin: 'own' | 'listed';
}

/** By whichever technique it fared best. */
export interface FrontFare {
  readonly state: FrontState;
  /** The one that this is told of; where nothing is known, what the front says. */
  readonly technique: Technique;
  /** From request to answer, in ms. */
  readonly rttMs: number | null;
  /** Of the last use, if that failed. */
  readonly lastFailure: FrontFailureCode | null;
  /** Since 1970. */
  readonly lastOkAtMs: number | null;
}

export type FrontState =
  /** It has worked within hours, and not failed since. */
  | 'good'
  /** It has failed, and is left alone for a while. */
  | 'resting'
  /** Nothing of late is known. */
  | 'unknown'
  /** The person does not use it. */
  | 'disabled';

const WORTH: Record<FrontState, number> = { good: 2, resting: 1, unknown: 0, disabled: 0 };

/**
 * Of each front, in the profile's order.
 *
 * @param listed the profile with the fronts of its list; merged ones have the place of its own
 */
export function frontRows(
  own: Pick<Profile, 'fronts'>,
  listed: Pick<Profile, 'innerHost' | 'fronts'>,
  records: Pick<NetworkHealth, 'healthOf'>,
  nowMs: number,
): FrontRow[] {
  const ownCount = own.fronts.length;
  return listed.fronts.map((front, index) => ({
    front,
    origin: index < ownCount ? 'own' : 'listed',
    ...fareOf(front, listed.innerHost, records, nowMs),
  }));
}

function fareOf(
  front: Front,
  innerHost: string,
  records: Pick<NetworkHealth, 'healthOf'>,
  nowMs: number,
): FrontFare {
  const all = TECHNIQUES.map((technique): Known => {
    const key = plannedRouteKey(technique, front, front.innerHost ?? innerHost);
    const health = records.healthOf(key);
    return { technique, health, state: stateOf(health, nowMs) };
  });
  const { technique, health, state } = all.reduce((best, one) =>
    isBetter(one, best) ? one : best,
  );
  const { rttMs, lastFailure, okAtMs, failAtMs } = health;
  return {
    state: front.isDisabled ? 'disabled' : state,
    technique: lastUsedMs({ health }) > 0 ? technique : ownTechnique(front),
    rttMs: rttMs === null ? null : Math.round(rttMs),
    lastFailure: (failAtMs ?? 0) >= (okAtMs ?? 0) ? lastFailure : null,
    lastOkAtMs: okAtMs,
  };
}

function ownTechnique(front: Front): Technique {
  return needsNative(front) ? 'native' : front.technique;
}

interface Known {
  readonly technique: UsedTechnique;
  readonly health: FrontHealth;
  readonly state: FrontState;
}

/** Of two that are alike, the one that was used last. */
function isBetter(one: Known, other: Known): boolean {
  if (one.state !== other.state) return WORTH[one.state] > WORTH[other.state];
  return lastUsedMs(one) > lastUsedMs(other);
}

function lastUsedMs({ health: { okAtMs, failAtMs } }: Pick<Known, 'health'>): number {
  return Math.max(okAtMs ?? 0, failAtMs ?? 0);
}

function stateOf(health: FrontHealth, nowMs: number): FrontState {
  if (isVerified(health, nowMs)) return 'good';
  return isCooling(health, nowMs) ? 'resting' : 'unknown';
}
