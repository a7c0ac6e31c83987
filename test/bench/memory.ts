import { readFileSync } from 'node:fs';

/** What a process holds in memory now, in MB of a million bytes. */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  return (kibibytes * 1024) / 1e6;
}

/** Samples a process's memory at regular intervals until it is stopped. */
export class MemorySampler {
  readonly #samples: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number, intervalMs: number) {
    const sample = () => this.#samples.push(residentMegabytes(pid));
    sample();
    this.#timer = setInterval(sample, intervalMs);
  }

  stop(): readonly number[] {
    clearInterval(this.#timer);
    return this.#samples;
  }
}
