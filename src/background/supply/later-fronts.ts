import type { TunnelState } from '../state.ts';

/**
 * Has new fronts used without breaking what the tunnel carries: when it starts the next time, or as
 * soon as the fronts that it has do not work any more.
 */
export class LaterFronts {
  readonly #restart: () => void;
  #waiting: 'none' | 'some' = 'none';
  #now: TunnelState = { kind: 'off' };

  constructor(restart: () => void) {
    this.#restart = restart;
  }

  arrived(): void {
    this.#waiting = 'some';
    if (isStuck(this.#now)) this.follow(this.#now);
  }

  follow(state: TunnelState): void {
    this.#now = state;
    const isStarting = state.kind === 'starting' || state.kind === 'off';
    const wasWaiting = this.#waiting === 'some';
    if (isStuck(state) || isStarting) this.#waiting = 'none';
    if (isStuck(state) && wasWaiting) this.#restart();
  }
}

function isStuck(state: TunnelState): boolean {
  return state.kind === 'degraded' && state.layer === 'front';
}
