import type { TunnelState } from '../state.ts';

/**
 * Has new fronts used without breaking what the tunnel carries: when it starts the next time, or as
 * soon as the fronts that it has do not work any more.
 */
export class LaterFronts {
  readonly #restart: () => void;
  #waiting: 'none' | 'some' = 'none';

  constructor(restart: () => void) {
    this.#restart = restart;
  }

  arrived(): void {
    this.#waiting = 'some';
  }

  follow(state: TunnelState): void {
    const isStuck = state.kind === 'degraded' && state.layer === 'front';
    const isStarting = state.kind === 'starting' || state.kind === 'off';
    const wasWaiting = this.#waiting === 'some';
    if (isStuck || isStarting) this.#waiting = 'none';
    if (isStuck && wasWaiting) this.#restart();
  }
}
