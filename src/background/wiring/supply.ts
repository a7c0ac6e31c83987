import browser from 'webextension-polyfill';
import type { LinkPipe } from '../../link/link-pipe.ts';
import { LISTED_ORIGINS } from '../../meek/fronts/subscription/subscription.ts';
import { helperFetch } from '../supply/helper-fetch.ts';
import { ListAlarm } from '../supply/list-alarm.ts';
import { ListClient } from '../supply/list-client.ts';
import { ListGate } from '../supply/list-gate.ts';
import { Subscriptions } from '../supply/subscriptions.ts';
import { Announcement } from './announcement.ts';
import type { Foundation } from './foundation.ts';

export type Supply = ReturnType<typeof wireSupply>;

/** The lists of fronts that profiles subscribe to. @param openExchange with the tunnel's helper */
export function wireSupply(base: Foundation, openExchange: () => LinkPipe) {
  const { store, clock, random, rules, sites, listUrls, begun, states, changes } = base;
  const listGate = new ListGate();
  const newFronts = new Announcement();
  const alarm = new ListAlarm(() => begun.promise.then(() => subscriptions.refreshIfDue()));
  const subscriptions = new Subscriptions({
    shelf: store,
    chosenProfile: () => store.chosenProfile(),
    client: new ListClient({
      fetch: base.plainFetch,
      helperFetch: helperFetch(openExchange),
      ...{ clock, random },
      wallClockMs: base.epochMs,
      cleanRequestsTo: async (hosts) => {
        await rules.cleanRequestsTo(hosts);
        await sites.apply();
      },
      underWay: listUrls,
    }),
    gate: listGate,
    ...{ clock, random },
    wallClockMs: base.epochMs,
    isAllowed: () => browser.permissions.contains({ origins: [LISTED_ORIGINS] }),
    wakeAt: (atMs) => alarm.set(atMs),
    onChange: changes.tell,
    onNewFronts: newFronts.tell,
  });
  states.follow((state) => subscriptions.follow(state));
  return { subscriptions, listGate, newFronts };
}
