import type { VettingProgress } from '../../meek/fronts/vetting/vetting.ts';
import type { FrontTestProgress } from './full-vetting.ts';

interface UnderWay {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  progress: FrontTestProgress;
}

type Run = (onProgress: (progress: VettingProgress) => void, signal: AbortSignal) => Promise<void>;

/** At most one test of fronts that the person asked for. */
export class AskedTest {
  #under: UnderWay | null = null;

  /** Null while nothing is tested. */
  get progress(): FrontTestProgress | null {
    return this.#under && !this.#under.abort.signal.aborted ? this.#under.progress : null;
  }

  /** Begins, if none is under way. @param key of the one front that it is of; null: all */
  start(key: string | null, run: Run): void {
    if (this.#under) return;
    const abort = new AbortController();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const under = { abort, done, progress: { key, total: 0, done: 0, good: 0 } };
    this.#under = under;
    run((progress) => {
      under.progress = { key, ...progress };
    }, abort.signal)
      .catch(() => {})
      .finally(() => {
        if (this.#under === under) this.#under = null;
        resolve();
      });
  }

  /** Resolves once nothing of it goes on any more. */
  async stop(): Promise<void> {
    const under = this.#under;
    under?.abort.abort(new DOMException('The test was stopped.', 'AbortError'));
    await under?.done;
  }
}
