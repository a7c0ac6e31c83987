import type { FrontingPlan } from '../fronting/plan.ts';
import { type SiteRouting, TUNNEL_ALL } from '../sites/site-routing.ts';
import type { Reason } from '../state.ts';
import { Trouble } from '../trouble.ts';
import { type BrowserProxy, type HelperPorts, NOWHERE_PORT } from './browser-proxy.ts';
import { pacScript } from './pac-script.ts';
import { isPauseScript, NOWHERE_SCRIPT, pauseScript } from './pause-script.ts';

type Control = `${chrome.types.LevelOfControl}`;

/** Chromium's proxy setting, which only one extension controls at a time. */
export class ChromiumProxy implements BrowserProxy {
  #engaged: { plan: FrontingPlan; ports: HelperPorts } | null = null;
  #sites: SiteRouting = TUNNEL_ALL;

  /** @param onControlChanged called when the setting is lost, and when it is ours again */
  constructor(onControlChanged: (lost: Reason | null) => void) {
    chrome.proxy.settings.onChange.addListener(({ levelOfControl }) => {
      if (this.#engaged) onControlChanged(holderOf(levelOfControl));
    });
  }

  async engage(plan: FrontingPlan, ports: HelperPorts): Promise<void> {
    this.#engaged = { plan, ports };
    await this.#set(plan, ports);
    // An accepted setting may still be overruled: only reading it back tells.
    const { levelOfControl } = await chrome.proxy.settings.get({});
    const holder = holderOf(levelOfControl);
    if (holder) throw new Trouble(holder);
  }

  async hold(): Promise<void> {
    const { levelOfControl, value } = await chrome.proxy.settings.get({});
    const script = holderOf(levelOfControl) ? undefined : value?.pacScript?.data;
    if (!script || isPauseScript(script)) await setScript(NOWHERE_SCRIPT);
  }

  async openUntil(untilMs: number): Promise<void> {
    this.#engaged = null;
    await setScript(pauseScript(Date.now(), untilMs));
  }

  async release(): Promise<void> {
    this.#engaged = null;
    await chrome.proxy.settings.clear({ scope: 'regular' });
  }

  /** What is under way goes on as it began. */
  async routeSites(sites: SiteRouting): Promise<void> {
    this.#sites = sites;
    if (this.#engaged) await this.#set(this.#engaged.plan, this.#engaged.ports);
  }

  async #set(plan: FrontingPlan, ports: HelperPorts): Promise<void> {
    // What is held back meanwhile must not go another way than before: for no site is there a rule.
    const sites = ports.proxy === NOWHERE_PORT ? TUNNEL_ALL : this.#sites;
    await setScript(pacScript(plan, ports, sites));
  }
}

function setScript(data: string): Promise<void> {
  const mode = 'pac_script' as chrome.proxy.Mode;
  const value = { mode, pacScript: { data, mandatory: true } };
  return chrome.proxy.settings.set({ scope: 'regular', value });
}

/** Who keeps us from the setting, or null when it is ours: one that is free is not. */
function holderOf(control: Control): Reason | null {
  if (control === 'controlled_by_this_extension') return null;
  return control === 'not_controllable' ? 'proxy-held-by-policy' : 'proxy-held-by-extension';
}
