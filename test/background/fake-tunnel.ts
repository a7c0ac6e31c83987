import type { Reason, StartStep } from '../../src/background/state.ts';
import type { Tunnel } from '../../src/background/tunnel.ts';

export const STEPS: StartStep[] = ['permissions', 'helper', 'proxy', 'front'];

/** A tunnel whose steps the test lets pass, and whose breaks it causes. */
export class FakeTunnel {
  readonly calls: string[] = [];
  proxyPort: number | null = null;
  activeRoute = { name: 'front.example', url: 'https://front.example/' };
  pids = null;
  onTrouble: (reason: Reason) => void = () => {};
  /** The step that bringing up waits at until it is aborted. */
  waitsAt: StartStep | null = null;
  /** What bringing up fails with, in the order of tries. */
  readonly failures: Error[] = [];
  tries = 0;
  isOpen = false;

  async bringUp(onStep: (step: StartStep) => void, signal: AbortSignal): Promise<void> {
    this.tries += 1;
    this.calls.push('bring-up');
    for (const step of STEPS) {
      signal.throwIfAborted();
      onStep(step);
      if (step === this.waitsAt) await aborted(signal);
      await null;
    }
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.proxyPort = 1080;
    this.isOpen = true;
  }

  markDown(): void {
    this.calls.push('mark-down');
  }

  async shut(): Promise<void> {
    this.isOpen = false;
    this.calls.push('shut');
  }

  async takeDown(): Promise<void> {
    this.isOpen = false;
    this.calls.push('take-down');
  }

  asTunnel(): Tunnel {
    return this as unknown as Tunnel;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
