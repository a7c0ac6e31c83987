import type { Random } from '../../random.ts';
import type { FrontHealth } from '../health/front-health.ts';
import type { Candidate } from '../selector/candidate.ts';
import type { SelectorContext } from '../selector/selector.ts';
import { vettingOrder } from './order.ts';
import { isVerified, VERIFIED_FOR_MS } from './verified.ts';

/** With fewer good fronts it is urgent to find more: Lantern's scanner wants three. */
const NEEDED = 3;

/** Fronts that are to be known as good: those of a race, and two to spare. */
const WANTED = 6;

/** If they are all of one provider, one block would take them all. */
const WANTED_PROVIDERS = 2;

/** How far apart probes are, on average, in ms: while it is urgent, and else. */
const SOON_MS = 30_000;
const SELDOM_MS = 10 * 60_000;

/** A verified front is asked again when a third of its time is left, so that it stays verified. */
const RENEW_AFTER_MS = (VERIFIED_FOR_MS * 2) / 3;

export interface NextVetting<C> {
  /** Null when none would be worth a probe; ask again then. */
  readonly candidate: C | null;
  readonly inMs: number;
}

/**
 * What to vet next in the background, and when. Called again after each: it keeps a few fronts
 * verified and finds replacements for those that died, and it makes no pattern: one probe at a
 * time, at a low rate, at no fixed interval.
 */
export function nextVetting<C extends Candidate>(
  candidates: readonly C[],
  context: SelectorContext,
): NextVetting<C> {
  const { book, network, epochMs, random } = context;
  const nowMs = epochMs();
  const records = book.on(network());
  const verified = candidates
    .map((candidate) => ({ candidate, health: records.healthOf(candidate.key) }))
    .filter(({ health }) => isVerified(health, nowMs));
  const due = verified.filter(({ health }) => nowMs - (health.okAtMs ?? 0) >= RENEW_AFTER_MS);
  return {
    candidate: oldest(due) ?? replacement(candidates, verified, context),
    inMs: jittered(verified.length < NEEDED ? SOON_MS : SELDOM_MS, random),
  };
}

interface Known<C> {
  readonly candidate: C;
  readonly health: FrontHealth;
}

function oldest<C>(known: readonly Known<C>[]): C | undefined {
  return known.toSorted((a, b) => (a.health.okAtMs ?? 0) - (b.health.okAtMs ?? 0))[0]?.candidate;
}

/** The most promising of those that are not known to be good, of another provider if need be. */
function replacement<C extends Candidate>(
  candidates: readonly C[],
  verified: readonly Known<C>[],
  context: SelectorContext,
): C | null {
  const providers = new Set(verified.map(({ candidate }) => candidate.provider));
  const isDiverse = providers.size === 0 || providers.size >= WANTED_PROVIDERS;
  if (isDiverse && verified.length >= WANTED) return null;
  const order = vettingOrder(candidates, context);
  const stranger = isDiverse ? undefined : order.find(({ provider }) => !providers.has(provider));
  return stranger ?? (verified.length < WANTED ? order[0] : undefined) ?? null;
}

/** Half to one and a half times as long. */
function jittered(meanMs: number, random: Random): number {
  return meanMs * (0.5 + random.fraction());
}
