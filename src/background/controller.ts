import type { Clock } from '../meek/clock.ts';
import { enabledFronts } from '../meek/fronts/front.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import { Wakeup } from '../meek/wakeup.ts';
import { degraded, failed, isFinal, type Reason, type TunnelState } from './state.ts';
import { asTrouble, Trouble } from './trouble.ts';
import type { Tunnel } from './tunnel.ts';
import type { TunnelSettings } from './tunnel-parts.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;

export interface ControllerParts {
  readonly clock: Clock;
  readonly isOnline: () => boolean;
  readonly readSettings: () => Promise<Omit<TunnelSettings, 'profile'>>;
  readonly readProfile: () => Promise<Profile | null>;
  readonly makeTunnel: (settings: TunnelSettings, onTrouble: (reason: Reason) => void) => Tunnel;
  /** Lets none of the browser's traffic out but through the tunnel. */
  readonly holdProxy: () => Promise<void>;
  /** Lets it out past the tunnel until then, in ms since 1970. */
  readonly openProxyUntil: (untilMs: number) => Promise<void>;
  /** Lets the browser's traffic go again where it went before. */
  readonly releaseProxy: () => Promise<void>;
  readonly onChange: (state: TunnelState) => void;
}

interface Run {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Keeps the tunnel up as long as it is wanted, and knows in one state what is the case. */
export class Controller {
  readonly #parts: ControllerParts;
  readonly #retry = new Wakeup();
  #state: TunnelState = { kind: 'off' };
  #run: Run | null = null;
  #tunnel: Tunnel | null = null;
  #onTrouble: (reason: Reason) => void = () => {};

  constructor(parts: ControllerParts) {
    this.#parts = parts;
  }

  get state(): TunnelState {
    return this.#state;
  }

  get tunnel(): Tunnel | null {
    return this.#tunnel;
  }

  /** Brings the tunnel up, or, when it waits for another try, tries at once. */
  start(): void {
    if (this.#run) return this.retryNow();
    const abort = new AbortController();
    this.#run = { abort, done: this.#keepUp(abort.signal) };
  }

  /** Ends off in any case, with everything given back. */
  async stop(): Promise<void> {
    await this.#endRun();
    await this.#parts.releaseProxy().catch(() => {});
    this.#set({ kind: 'off' });
  }

  /** Lets the browser out past the tunnel until it is started again, or stopped. */
  async goDirect(untilMs: number): Promise<void> {
    await this.#endRun();
    await this.#parts.openProxyUntil(untilMs);
    this.#set({ kind: 'direct', untilMs });
  }

  /**
   * Goes on with another profile. The browser's traffic is not let go in between. While it goes
   * direct, that profile is for later.
   */
  async restart(): Promise<void> {
    if (this.#state.kind === 'direct') return;
    await this.#endRun();
    this.start();
  }

  /** Something changed for the better: the network is back, the proxy setting is free. */
  retryNow(): void {
    this.#retry.wake();
  }

  /**
   * Tests one front, or all for `null`; one that works ends a wait for another try.
   *
   * @returns false where nothing may go out
   * @throws FrontRefusedError
   */
  vetFronts(key: string | null): boolean {
    if (!this.#tunnel?.isOpen) return false;
    const isWaiting = () => this.#state.kind === 'degraded';
    this.#tunnel.vetFronts(key, () => isWaiting() && this.retryNow());
    return true;
  }

  /** A layer of a tunnel that is being used has broken. */
  trouble(reason: Reason): void {
    this.#onTrouble(reason);
  }

  /**
   * The browser's proxy setting is not ours any more. The tunnel is shut here and at once,
   * whatever it is doing: a retry that is due must not find it open.
   */
  loseProxy(reason: Reason): void {
    this.#tunnel?.shut().catch(() => {});
    this.trouble(reason);
    // If it waits because of something else, trying again finds out that this is what is wrong.
    this.retryNow();
  }

  /** The person took a permission back: without one that is needed the tunnel is shut at once. */
  async losePermission(): Promise<void> {
    const missing = await this.#tunnel?.missingPermission();
    if (missing) this.loseProxy(missing);
  }

  async #endRun(): Promise<void> {
    this.#run?.abort.abort();
    this.#retry.wake();
    await this.#run?.done;
  }

  async #keepUp(signal: AbortSignal): Promise<void> {
    this.#set({ kind: 'starting', step: 'permissions' });
    await this.#parts.holdProxy().catch(() => {});
    let delayMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const { reason, wasUp } = await this.#serve(signal);
      if (signal.aborted) break;
      if (wasUp) delayMs = FIRST_RETRY_MS;
      this.#break(reason);
      await this.#waitForRetry(reason, delayMs);
      delayMs = Math.min(delayMs * 2, LAST_RETRY_MS);
    }
    await this.#tunnel?.takeDown().catch(() => {});
    this.#tunnel = null;
    this.#run = null;
  }

  /**
   * Brings the tunnel up and watches it until it breaks, or the run is aborted. No step of it
   * is under way any more when this resolves.
   */
  async #serve(signal: AbortSignal): Promise<{ reason: Reason; wasUp: boolean }> {
    const broken = new AbortController();
    this.#onTrouble = (reason) => broken.abort(new Trouble(reason));
    const over = AbortSignal.any([signal, broken.signal]);
    let wasUp = false;
    try {
      this.#tunnel ??= await this.#makeTunnel();
      await this.#tunnel.bringUp((step) => this.#announce(step), over);
      over.throwIfAborted();
      wasUp = true;
      this.#setOn(this.#tunnel);
      return await untilAborted(over);
    } catch (error) {
      // What broke first says more than what that did to the step under way.
      const cause = over.aborted ? over.reason : error;
      return { reason: asTrouble(cause, this.#parts.isOnline()).reason, wasUp };
    }
  }

  async #makeTunnel(): Promise<Tunnel> {
    const [profile, settings] = await Promise.all([
      this.#parts.readProfile(),
      this.#parts.readSettings(),
    ]);
    if (!profile) throw new Trouble('no-profile');
    if (enabledFronts(profile.fronts).length === 0) throw new Trouble('no-front');
    return this.#parts.makeTunnel({ profile, ...settings }, (reason) => this.trouble(reason));
  }

  #break(reason: Reason): void {
    this.#tunnel?.markDown(reason);
    const proxyPort = this.#tunnel?.proxyPort ?? null;
    this.#set(isFinal(reason) ? failed(reason) : degraded(reason, proxyPort));
  }

  async #waitForRetry(reason: Reason, delayMs: number): Promise<void> {
    if (isFinal(reason)) await this.#retry.wait();
    else await this.#retry.waitAtMost(this.#parts.clock, delayMs);
  }

  /** Trying again after a break is still the break, until it has worked. */
  #announce(step: Extract<TunnelState, { kind: 'starting' }>['step']): void {
    if (this.#state.kind !== 'degraded') this.#set({ kind: 'starting', step });
  }

  #setOn(tunnel: Tunnel): void {
    const front = tunnel.activeRoute?.name ?? '';
    this.#set({ kind: 'on', front, proxyPort: tunnel.proxyPort ?? 0, sinceMs: Date.now() });
  }

  #set(state: TunnelState): void {
    this.#state = state;
    this.#parts.onChange(state);
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
