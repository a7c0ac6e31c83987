import type { Front } from '../../meek/fronts/front.ts';
import type { BrowserProxy, HelperPorts } from '../browser-proxy/browser-proxy.ts';
import type { Gate } from '../gate.ts';
import { InTurn } from '../in-turn.ts';
import { type FrontingPlan, withFallbacks } from './plan.ts';
import type { RequestRules } from './request-rules.ts';

export interface EngagementParts {
  readonly proxy: BrowserProxy;
  readonly rules: RequestRules;
  readonly gate: Gate;
}

/** Tells the browser of a plan, in the order in which nothing can leave outside of a front. */
export class Engagement {
  readonly #parts: EngagementParts;
  #plan: FrontingPlan;
  /** Lifted only while the gate is open. */
  #guard: 'raised' | 'lifted' = 'raised';
  #ports: HelperPorts | null = null;
  /** Rules and setting are changed by one at a time. */
  readonly #turns = new InTurn();

  constructor(parts: EngagementParts, plan: FrontingPlan) {
    this.#parts = parts;
    this.#plan = plan;
  }

  get plan(): FrontingPlan {
    return this.#plan;
  }

  /** Where the browser was last sent to. Kept when the helper is lost: it is the way to nowhere. */
  get proxyPort(): number | null {
    return this.#ports?.proxy ?? null;
  }

  /** Whether the carrier's requests may leave. */
  get isOpen(): boolean {
    return this.#guard === 'lifted';
  }

  /**
   * Sends the browser to the helper and the carrier to its fronts, and opens the gate.
   *
   * @throws Trouble when the browser's setting is another's, or the signal's reason
   */
  engage(ports: HelperPorts, signal: AbortSignal): Promise<void> {
    return this.#turns.run(() => this.#engage(ports, signal));
  }

  /**
   * Opens the gate for fronts that are dialled, and leaves the browser's setting as it is. The
   * guard stays raised: what is meant for a secure proxy is blocked.
   */
  openDialled(signal: AbortSignal): Promise<void> {
    return this.#turns.run(async () => {
      signal.throwIfAborted();
      this.#close();
      await this.#parts.rules.install(this.#plan);
      signal.throwIfAborted();
      this.#parts.gate.open();
    });
  }

  /** Takes the second ways to these fronts into use. What is under way goes on. */
  extend(fronts: ReadonlySet<Front>, signal: AbortSignal): Promise<void> {
    return this.#turns.run(() => this.#extend(fronts, signal));
  }

  /** At once, nothing goes out at all. */
  async shut(): Promise<void> {
    this.#close();
    await this.#parts.rules.raiseGuard(this.#plan);
  }

  async #engage(ports: HelperPorts, signal: AbortSignal): Promise<void> {
    const { rules, proxy, gate } = this.#parts;
    signal.throwIfAborted();
    if (this.#guard === 'lifted' && isSame(this.#ports, ports)) return;
    this.#close();
    await rules.install(this.#plan);
    signal.throwIfAborted();
    await proxy.engage(this.#plan, ports);
    signal.throwIfAborted();
    this.#ports = ports;
    // Only now is the setting known to be ours.
    await rules.liftGuard();
    signal.throwIfAborted();
    this.#guard = 'lifted';
    gate.open();
  }

  async #extend(fronts: ReadonlySet<Front>, signal: AbortSignal): Promise<void> {
    const plan = withFallbacks(this.#plan, fronts);
    if (plan === this.#plan || this.#guard === 'raised' || !this.#ports) return;
    signal.throwIfAborted();
    try {
      await this.#parts.rules.extend(plan);
      signal.throwIfAborted();
      await this.#parts.proxy.engage(plan, this.#ports);
      this.#plan = plan;
    } catch (error) {
      // Half of it stands: everything is to be set again.
      this.#close();
      throw error;
    }
  }

  #close(): void {
    this.#parts.gate.close();
    this.#guard = 'raised';
  }
}

function isSame(some: HelperPorts | null, others: HelperPorts): boolean {
  return some?.proxy === others.proxy && some.pins === others.pins;
}
