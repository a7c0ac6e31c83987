import type { FrontingPlan } from '../fronting/plan.ts';

/** Sends the browser's traffic to the helper, and the extension's own to the fronts. */
export interface BrowserProxy {
  /**
   * Takes the setting over, or renews it for another port or plan.
   *
   * @throws Trouble when another extension or a policy holds it
   */
  engage(plan: FrontingPlan, proxyPort: number): Promise<void>;
  /** Gives the setting back. */
  release(): Promise<void>;
}
