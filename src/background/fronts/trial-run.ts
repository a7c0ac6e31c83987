import * as v from 'valibot';
import type { Clock } from '../../meek/clock.ts';
import type { Front } from '../../meek/fronts/front.ts';
import type { HealthBook } from '../../meek/fronts/health/health-book.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import type { VettingProgress } from '../../meek/fronts/vetting/vetting.ts';
import { MeekOptions } from '../../meek/options.ts';
import type { Random } from '../../meek/random.ts';
import { NOWHERE_PORT } from '../browser-proxy/browser-proxy.ts';
import { Engagement, type EngagementParts } from '../fronting/engagement.ts';
import { frontingFetch } from '../fronting/fronting-fetch.ts';
import { suffices } from '../fronting/helper-needs.ts';
import { explainFronting } from '../fronting/native.ts';
import { type FrontingPlan, makePlan, type Platform } from '../fronting/plan.ts';
import type { HelperPort } from '../helper-port.ts';
import type { CurrentNetwork } from './current-network.ts';
import type { ErrorNames } from './error-names.ts';
import { Fronts } from './fronts.ts';
import { sum, vetFully } from './full-vetting.ts';
import { usable } from './second-ways.ts';

export interface TrialRunParts extends EngagementParts {
  readonly platform: Platform;
  readonly clock: Clock;
  readonly random: Random;
  readonly isOnline: () => boolean;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly network: Pick<CurrentNetwork, 'name'>;
  readonly errorNames: Pick<ErrorNames, 'explain'>;
}

/** What is tested, and with what. */
export interface TrialSubject {
  readonly profile: Profile;
  readonly fronts: readonly Front[];
  readonly helper: Pick<HelperPort, 'can' | 'openExchange'> | null;
  readonly book: HealthBook;
}

type OnProgress = (progress: VettingProgress) => void;

const NOTHING: VettingProgress = { total: 0, done: 0, good: 0 };

/**
 * Asks fronts while the tunnel is off. The browser's own requests go where they went before, or
 * nowhere; when it ends, or is called off, everything is given back.
 *
 * Secure proxies need Chromium's proxy setting, which is for all of the browser, and cannot say
 * “as before”: while they are asked, it leads everything else to the discard port. The others are
 * dialled with the setting as it is, after that was given back. In Firefox all of them are.
 *
 * @throws the signal's reason, or Trouble where the setting is another's
 */
export async function runTrial(
  parts: TrialRunParts,
  subject: TrialSubject,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<void> {
  const { proxied, dialled } = waysTo(parts, subject);
  let before = { ...NOTHING, total: proxied.length + dialled.length };
  const follow: OnProgress = ({ done, good }) => onProgress(sum(before, { total: 0, done, good }));
  follow(NOTHING);
  const first = await askProxied(parts, { ...subject, fronts: proxied }, follow, signal);
  const second = secondWays(parts, { ...subject, fronts: proxied });
  before = sum(before, { ...first, total: second.length });
  const fronts = [...dialled, ...second];
  await askDialled(parts, { ...subject, fronts }, follow, signal);
}

async function askProxied(
  parts: TrialRunParts,
  subject: TrialSubject,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<VettingProgress> {
  if (subject.fronts.length === 0) return NOTHING;
  // Without the second ways, which would open the setting for their hosts.
  const fronts = subject.fronts.map((front): Front => ({ ...front, technique: 'secure-proxy' }));
  const engagement = new Engagement(parts, planOf(parts, { ...subject, fronts }));
  try {
    await engagement.engage({ proxy: NOWHERE_PORT, pins: null }, signal);
    return await vetWith(parts, subject, engagement, onProgress, signal);
  } finally {
    await engagement.shut().finally(() => parts.proxy.release());
  }
}

async function askDialled(
  parts: TrialRunParts,
  subject: TrialSubject,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<void> {
  if (subject.fronts.length === 0) return;
  const engagement = new Engagement(parts, planOf(parts, subject));
  try {
    await engagement.openDialled(signal);
    await vetWith(parts, subject, engagement, onProgress, signal);
  } finally {
    await engagement.shut();
  }
}

async function vetWith(
  { gate, clock, random, epochMs, network, isOnline, errorNames }: TrialRunParts,
  { profile, helper, book }: TrialSubject,
  engagement: Engagement,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<VettingProgress> {
  const fetch = frontingFetch(engagement.plan, gate, () => helper);
  const fronts = new Fronts({
    ...{ engagement, isOnline, environment: { fetch, clock, random } },
    meek: v.parse(MeekOptions, { ...profile.options, authToken: profile.token }),
    serverPin: profile.serverPin,
    context: { book, random, epochMs, network: () => network.name },
    explain: explainFronting(errorNames.explain),
    canUse: (route) => suffices(helper, route),
  });
  let last = NOTHING;
  const follow: OnProgress = (progress) => {
    last = progress;
    onProgress(progress);
  };
  await vetFully(
    fronts,
    () => true,
    follow,
    () => {},
    signal,
  );
  return last;
}

function waysTo(parts: TrialRunParts, subject: TrialSubject) {
  const { routes } = planOf(parts, subject);
  const { yes = [], no = [] } = Object.groupBy(routes, ({ technique }) =>
    technique === 'secure-proxy' ? 'yes' : 'no',
  );
  return { proxied: yes.map(({ front }) => front), dialled: no.map(({ front }) => front) };
}

/** To the fronts that have turned out to have no HTTP/2. */
function secondWays(parts: TrialRunParts, subject: TrialSubject): Front[] {
  const { routes, fallbacks } = planOf(parts, subject);
  const records = subject.book.on(parts.network.name);
  const needed = new Set(usable([...routes, ...fallbacks], records));
  return fallbacks
    .filter((route) => needed.has(route))
    .map(({ front }): Front => ({ ...front, technique: 'host-rule' }));
}

function planOf(
  { platform, random }: TrialRunParts,
  { profile, fronts }: Pick<TrialSubject, 'profile' | 'fronts'>,
): FrontingPlan {
  return makePlan({ ...profile, fronts: [...fronts] }, platform, random);
}
