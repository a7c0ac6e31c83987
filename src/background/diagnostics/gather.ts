import * as v from 'valibot';
import { LINK_PROTOCOL } from '../../link/identity.ts';
import { Capability } from '../../link/messages.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { MIGRATIONS } from '../../storage/migrations.ts';
import type { Settings } from '../../storage/settings.ts';
import { sitesInUse } from '../../storage/site-rules.ts';
import type { PlannedRoute } from '../fronting/planned-route.ts';
import type { FrontFare } from '../fronts/front-rows.ts';
import type { HelperFacts } from '../helper-facts.ts';
import type { BrowserFacts } from './browser-facts.ts';
import type { HistoryEntry } from './history.ts';
import { Report } from './report.ts';

const USUAL_PORT = 1080;

/** Everything that there is; the report takes from it what it may. */
export interface ReportSources {
  readonly browser: BrowserFacts;
  readonly settings: Settings;
  readonly profiles: readonly Profile[];
  readonly unreadable: number;
  /** The one in use, with the fronts of its list. */
  readonly profile: Profile | null;
  readonly isSubscribed: boolean;
  /** Of the profile's fronts, in their order. */
  readonly fronts: readonly FrontFare[];
  readonly helper: HelperFacts | null;
  readonly protocol: 1 | 2 | null;
  readonly activeRoute: Pick<PlannedRoute, 'technique'> | null;
  readonly history: readonly HistoryEntry[];
}

export function gatherReport(sources: ReportSources): Report {
  const { browser, profiles, unreadable, profile, history } = sources;
  return v.parse(Report, {
    extension: {
      version: browser.extensionVersion,
      link: LINK_PROTOCOL,
      storage: MIGRATIONS.length,
    },
    browser: { kind: browser.kind, version: browser.version, system: browser.system },
    granted: browser.granted,
    helper: sources.helper && helperPart(sources.helper),
    settings: settingsPart(sources.settings),
    profiles: { stored: profiles.length, unreadable },
    profile: profile && profilePart(profile, sources),
    fronts: frontsPart(profile?.fronts ?? [], sources.fronts),
    carrier: carrierPart(sources),
    history: [...history],
  });
}

function helperPart({ version, link, capabilities }: HelperFacts) {
  const can = Object.values(Capability).filter((one) => capabilities.includes(one));
  return { version, link, can, canBesides: capabilities.length - can.length };
}

function settingsPart({ sites, proxyPort, wanted, autoConnect, fastLink }: Settings) {
  return {
    ...{ wanted, autoConnect, fastLink },
    usualPort: proxyPort === USUAL_PORT,
    siteMode: sites.mode,
    sites: sitesInUse(sites).length,
  };
}

function profilePart({ upstream, serverPin, token }: Profile, { isSubscribed }: ReportSources) {
  return {
    upstream,
    serverKey: serverPin !== null,
    token: token !== null,
    subscribed: isSubscribed,
  };
}

function frontsPart(fronts: Profile['fronts'], summaries: readonly FrontFare[]) {
  const rttMs = summaries
    .flatMap(({ state, rttMs }) => (state === 'good' && rttMs !== null ? [Math.round(rttMs)] : []))
    .sort((a, b) => a - b);
  return {
    technique: countBy(fronts, ({ technique }) => technique),
    health: countBy(summaries, ({ state }) => state),
    lastFailure: countBy(summaries, ({ lastFailure }) => lastFailure),
    rttMs:
      rttMs.length === 0
        ? null
        : { least: rttMs[0], median: rttMs[rttMs.length >> 1], most: rttMs.at(-1) },
  };
}

function carrierPart({ protocol, activeRoute }: ReportSources) {
  return { protocol, technique: activeRoute?.technique ?? null };
}

function countBy<T>(items: readonly T[], wordOf: (item: T) => string | null) {
  const groups = Map.groupBy(items, wordOf);
  groups.delete(null);
  return Object.fromEntries([...groups].map(([word, group]) => [word, group.length]));
}
