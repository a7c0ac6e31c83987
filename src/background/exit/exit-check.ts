import { Capability } from '../../link/messages.ts';
import type { HelperPort } from '../helper-port.ts';
import type { TunnelState } from '../state.ts';
import { asTrouble } from '../trouble.ts';
import { layerOf, whyOf } from './exit-trouble.ts';
import type { ExitView } from './view.ts';

export interface ExitCheckParts {
  /** Null while there is none. */
  readonly helper: () => Pick<HelperPort, 'can' | 'checkExit'> | null;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly onChange: () => void;
}

/** Has the helper ask where the server goes out, and keeps the answer while it holds. */
export class ExitCheck {
  readonly #parts: ExitCheckParts;
  #view: ExitView | null = null;
  #isOn = false;

  constructor(parts: ExitCheckParts) {
    this.#parts = parts;
  }

  get view(): ExitView | null {
    return this.#view;
  }

  /** The answer is of one tunnel. One that breaks says itself what the question had come to. */
  follow(state: TunnelState): void {
    const wasAsking = this.#view?.kind === 'asking';
    this.#isOn = state.kind === 'on';
    if (this.#isOn) return;
    const isBroken = state.kind === 'degraded' || state.kind === 'failed';
    this.#view = wasAsking && isBroken ? this.#failed(state.reason) : null;
  }

  /** Asks, and does not wait for the answer. @returns false where there is no tunnel to ask in */
  start(): boolean {
    const helper = this.#parts.helper();
    if (!this.#isOn || !helper) return false;
    if (this.#view?.kind !== 'asking') void this.#ask(helper);
    return true;
  }

  async #ask(helper: Pick<HelperPort, 'can' | 'checkExit'>): Promise<void> {
    const asking: ExitView = { kind: 'asking' };
    this.#view = asking;
    const answer = await this.#answerOf(helper);
    if (this.#view !== asking) return;
    this.#view = answer;
    this.#parts.onChange();
  }

  async #answerOf(helper: Pick<HelperPort, 'can' | 'checkExit'>): Promise<ExitView> {
    if (!helper.can(Capability.exitCheck)) return this.#failed('exit-old-helper');
    try {
      const result = await helper.checkExit();
      if (result.kind === 'failed') return this.#failed(whyOf(result.code));
      const { exit, roundTripMs } = result;
      return { kind: 'told', exit, roundTripMs, atMs: this.#parts.epochMs() };
    } catch (error) {
      return this.#failed(asTrouble(error, true).reason);
    }
  }

  #failed(reason: (ExitView & { kind: 'failed' })['reason']): ExitView {
    return { kind: 'failed', reason, layer: layerOf(reason), atMs: this.#parts.epochMs() };
  }
}
