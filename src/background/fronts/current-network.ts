import type { HelperPort } from '../helper-port.ts';

/** Where the helper cannot tell networks apart, all of them are one. */
const UNKNOWN = 'unknown';

/** The network that this machine is on, as far as is known: fronts have a record on each. */
export class CurrentNetwork {
  #name: string | null = null;
  #presumed = UNKNOWN;

  get name(): string {
    return this.#name ?? this.#presumed;
  }

  /** Before anybody has been asked it is the one where this machine was last. */
  presume(name: string): void {
    this.#presumed = name;
  }

  /** @throws Trouble when the helper is gone */
  async ask(helper: Pick<HelperPort, 'networkName'>, signal: AbortSignal): Promise<void> {
    this.#name = (await helper.networkName(signal)) ?? UNKNOWN;
  }
}
