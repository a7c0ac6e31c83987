import type { FrontFailureCode } from '../../meek/fronts/failure/front-failure.ts';
import { type Front, frontName } from '../../meek/fronts/front.ts';
import { type FrontHealth, isCooling } from '../../meek/fronts/health/front-health.ts';
import type { NetworkHealth } from '../../meek/fronts/health/network-health.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { isVerified } from '../../meek/fronts/vetting/verified.ts';
import { plannedRouteKey, type UsedTechnique } from '../fronting/planned-route.ts';

/** With more, the snapshots would be large; the popup shows fewer still. */
const MAX_SUMMARIES = 2_000;

const TECHNIQUES: readonly UsedTechnique[] = ['secure-proxy', 'host-rule', 'direct', 'native'];

/** How one front has fared on this network, by whichever technique it fared best. */
export interface FrontSummary {
  readonly name: string;
  readonly state: FrontState;
  /** From request to answer, in ms. */
  readonly rttMs: number | null;
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
  | 'unknown';

const WORTH: Record<FrontState, number> = { good: 2, resting: 1, unknown: 0 };

/** Of each front, in the profile's order. */
export function frontSummaries(
  profile: Pick<Profile, 'innerHost' | 'fronts'>,
  records: Pick<NetworkHealth, 'healthOf'>,
  nowMs: number,
): FrontSummary[] {
  return profile.fronts
    .slice(0, MAX_SUMMARIES)
    .map((front) => summaryOf(front, profile.innerHost, records, nowMs));
}

function summaryOf(
  front: Front,
  innerHost: string,
  records: Pick<NetworkHealth, 'healthOf'>,
  nowMs: number,
): FrontSummary {
  const name = frontName(front);
  const all = TECHNIQUES.map((technique) => {
    const key = plannedRouteKey(technique, front, front.innerHost ?? innerHost);
    const health = records.healthOf(key);
    return { health, state: stateOf(health, nowMs) };
  });
  const { health, state } = all.reduce((best, one) => (isBetter(one, best) ? one : best));
  const { rttMs, lastFailure, okAtMs } = health;
  return { name, state, rttMs, lastFailure, lastOkAtMs: okAtMs };
}

interface Known {
  readonly health: FrontHealth;
  readonly state: FrontState;
}

/** Of two that are alike, the one that was used last. */
function isBetter(one: Known, other: Known): boolean {
  if (one.state !== other.state) return WORTH[one.state] > WORTH[other.state];
  return lastUsedMs(one) > lastUsedMs(other);
}

function lastUsedMs({ health: { okAtMs, failAtMs } }: Known): number {
  return Math.max(okAtMs ?? 0, failAtMs ?? 0);
}

function stateOf(health: FrontHealth, nowMs: number): FrontState {
  if (isVerified(health, nowMs)) return 'good';
  return isCooling(health, nowMs) ? 'resting' : 'unknown';
}
