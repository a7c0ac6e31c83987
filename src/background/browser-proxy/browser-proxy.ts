import type { FrontingPlan } from '../fronting/plan.ts';
import type { SiteRouting } from '../sites/site-routing.ts';

/** The discard port of this machine, where nobody runs a proxy. */
export const NOWHERE_PORT = 9;

/** Ports of the helper's on loopback. */
export interface HelperPorts {
  /** The way into the tunnel. */
  readonly proxy: number;
  /** The way to the plan's pinned edges; null where it has none, or no such helper. */
  readonly pins: number | null;
}

/** Sends the browser's traffic to the helper, and the extension's own to the fronts. */
export interface BrowserProxy {
  /**
   * Takes the setting over, or renews it for other ports or another plan.
   *
   * @throws Trouble when another extension or a policy holds it
   */
  engage(plan: FrontingPlan, ports: HelperPorts): Promise<void>;
  /** From now on these sites are reached without the helper; no others ever are. */
  routeSites(routing: SiteRouting): Promise<void>;
  /**
   * Lets nothing out before it is engaged. One that stands from before goes on: it leads to the
   * helper, and nowhere without it.
   */
  hold(): Promise<void>;
  /** Lets the browser out past the tunnel until then, in ms since 1970, and nothing after. */
  openUntil(untilMs: number): Promise<void>;
  /** Gives the setting back. */
  release(): Promise<void>;
}
