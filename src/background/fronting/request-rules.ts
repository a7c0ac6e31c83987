import browser from 'webextension-polyfill';
import type { FrontingPlan, Platform } from './plan.ts';

type Rule = chrome.declarativeNetRequest.Rule;

const CLEAN_HEADERS = 1;
const GUARD = 2;
const CLEAN_LIST_HEADERS = 3;
/** One for each inner host. */
const FIRST_SET_HOST = 10;

/** Present in every request of an extension, and naming it: in Firefox even the installation. */
const TELLTALE_HEADERS = ['origin', 'cookie'];

/**
 * The rules on the extension's own requests, kept for the browser's session.
 *
 * The guard blocks every cleartext request to an inner host. It is lifted only while our proxy
 * setting is known to be in control, for without that setting `http://inner/` would go out as it
 * stands.
 */
export class RequestRules {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Replaces all rules, with the guard up. */
  async install(plan: FrontingPlan): Promise<void> {
    const rules = [this.#cleanPlanned(plan), ...this.#setHost(plan), this.#guard(plan)];
    await update({ removeRuleIds: await planIds(), addRules: rules });
  }

  /** Replaces all rules but the guard, which covers every inner host of a plan from the first. */
  async extend(plan: FrontingPlan): Promise<void> {
    const removeRuleIds = (await planIds()).filter((id) => id !== GUARD);
    await update({ removeRuleIds, addRules: [this.#cleanPlanned(plan), ...this.#setHost(plan)] });
  }

  async liftGuard(): Promise<void> {
    await update({ removeRuleIds: [GUARD] });
  }

  async raiseGuard(plan: FrontingPlan): Promise<void> {
    await update({ removeRuleIds: [GUARD], addRules: [this.#guard(plan)] });
  }

  /** The same for the hosts that lists of fronts are asked of; with or without a plan. */
  async cleanRequestsTo(hosts: readonly string[]): Promise<void> {
    const rule = this.#cleanHeaders(CLEAN_LIST_HEADERS, [...hosts]);
    await update({ removeRuleIds: [CLEAN_LIST_HEADERS], addRules: [rule] });
  }

  #cleanPlanned({ innerHosts, dialledHosts }: FrontingPlan): Rule {
    return this.#cleanHeaders(CLEAN_HEADERS, [...new Set([...innerHosts, ...dialledHosts])]);
  }

  #cleanHeaders(id: number, hosts: string[]): Rule {
    const requestHeaders = TELLTALE_HEADERS.map((header) => ({ header, operation: 'remove' }));
    return {
      id,
      priority: 1,
      action: { type: 'modifyHeaders', requestHeaders },
      condition: this.#ownRequests(hosts),
    } as Rule;
  }

  #setHost({ hostRules }: FrontingPlan): Rule[] {
    return hostRules.map(({ innerHost, hosts, exceptHosts }, index) => {
      const setHost = { header: 'host', operation: 'set', value: innerHost };
      const excluded =
        exceptHosts.length > 0 ? { excludedRequestDomains: [...exceptHosts] } : undefined;
      return {
        id: FIRST_SET_HOST + index,
        priority: 1,
        action: { type: 'modifyHeaders', requestHeaders: [setHost] },
        condition: { ...this.#ownRequests([...hosts]), ...excluded },
      } as Rule;
    });
  }

  #guard(plan: FrontingPlan): Rule {
    return {
      id: GUARD,
      priority: 10,
      action: { type: 'block' },
      condition: { ...this.#ownRequests([...plan.innerHosts]), urlFilter: '|http://' },
    } as Rule;
  }

  /** Those of the worker alone: a page's request to the same host is none of ours. */
  #ownRequests(requestDomains: string[]) {
    const own = {
      requestDomains,
      initiatorDomains: [new URL(browser.runtime.getURL('')).hostname],
      resourceTypes: ['xmlhttprequest'],
    };
    return this.#platform === 'chromium' ? { ...own, tabIds: [-1] } : own;
  }
}

/** Of the rules that stand for some plan. */
async function planIds(): Promise<number[]> {
  const standing = await browser.declarativeNetRequest.getSessionRules();
  return standing.map(({ id }) => id).filter((id) => id !== CLEAN_LIST_HEADERS);
}

function update(options: { removeRuleIds: number[]; addRules?: Rule[] }): Promise<void> {
  // The polyfill's types know fewer condition keys than either browser does.
  return browser.declarativeNetRequest.updateSessionRules(options as never);
}
