import * as v from 'valibot';
import { originsOf } from '../../meek/fronts/origins.ts';
import type { Controller } from '../controller.ts';
import type { Platform } from '../fronting/plan.ts';
import type { CurrentNetwork } from '../fronts/current-network.ts';
import { frontRows } from '../fronts/front-rows.ts';
import type { HealthNotebook } from '../health-notebook.ts';
import type { Store } from '../store.ts';
import type { Subscriptions } from '../supply/subscriptions.ts';
import { browserFacts } from './browser-facts.ts';
import { gatherReport } from './gather.ts';
import type { StateHistory } from './history.ts';
import { namedFronts, reportText } from './report-text.ts';

/** The popup asks for a report to show. It is answered with its text. */
export const ReportRequest = v.object({
  type: v.literal('make-report'),
  withFrontNames: v.boolean(),
});
export type ReportRequest = v.InferOutput<typeof ReportRequest>;

export type ReportAnswer = { ok: true; text: string } | { ok: false };

export interface ReporterParts {
  readonly platform: Platform;
  readonly store: Pick<Store, 'settings' | 'profiles' | 'chosenProfile'>;
  readonly controller: Pick<Controller, 'tunnel'>;
  readonly subscriptions: Pick<Subscriptions, 'statuses' | 'withListed'>;
  readonly healthNotebook: Pick<HealthNotebook, 'book'>;
  readonly network: Pick<CurrentNetwork, 'name'>;
  readonly history: Pick<StateHistory, 'entries'>;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
}

/** Makes reports. They are shown to the person, and sent nowhere. */
export class Reporter {
  readonly #parts: ReporterParts;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** Undefined where something else is asked for. */
  answer(message: unknown): Promise<ReportAnswer> | undefined {
    const request = v.safeParse(ReportRequest, message);
    if (!request.success) return undefined;
    return this.text(request.output).then(
      (text) => ({ ok: true, text }),
      () => ({ ok: false }),
    );
  }

  async text({ withFrontNames }: Pick<ReportRequest, 'withFrontNames'>): Promise<string> {
    const { platform, store, controller, subscriptions, history, epochMs } = this.#parts;
    const nowMs = epochMs();
    const [settings, { profiles, invalid }, chosen, statuses] = await Promise.all([
      store.settings(),
      store.profiles(),
      store.chosenProfile(),
      subscriptions.statuses(),
    ]);
    const profile = chosen && (await subscriptions.withListed(chosen));
    const { healthNotebook, network } = this.#parts;
    const records = (await healthNotebook.book()).on(network.name);
    const fronts = profile ? frontRows(profile, profile, records, nowMs) : [];
    const report = gatherReport({
      ...{ settings, profiles, profile, fronts, unreadable: invalid.length },
      browser: await browserFacts(
        platform,
        profile ? originsOf(profile, platform === 'firefox') : [],
      ),
      isSubscribed: statuses.some(({ profileId }) => profileId === profile?.id),
      helper: controller.tunnel?.helperFacts ?? null,
      protocol: controller.tunnel?.protocol ?? null,
      activeRoute: controller.tunnel?.activeRoute ?? null,
      history: await history.entries(),
    });
    return reportText(
      report,
      nowMs,
      withFrontNames && profile ? namedFronts(profile.fronts, fronts) : [],
    );
  }
}
