import type { CommandOutcome } from '../edge/commands.ts';
import type { Block } from '../edge/faults/front-blocks.ts';

const LIMIT_MS = 5_000;

/** The edge did not do what it was told. */
export class EdgeCommandError extends Error {
  override readonly name = 'EdgeCommandError';
  readonly code = 'EDGE_COMMAND';
}

/** Tells a running edge what to do to its fronts, one command at a time. */
export class EdgeCommands {
  readonly #send: (line: string) => void;
  #onOutcome: (outcome: CommandOutcome) => void = () => {};

  /** @param send writes a line to the edge */
  constructor(send: (line: string) => void) {
    this.#send = send;
  }

  /** Takes a line that the edge has written. */
  hear(line: string): void {
    if (/^\{"event":"(done|refused)"/.test(line)) this.#onOutcome(JSON.parse(line));
  }

  block(block: Block, front: string): Promise<void> {
    return this.#run(`block ${block}:${front}`);
  }

  unblock(front: string): Promise<void> {
    return this.#run(`unblock ${front}`);
  }

  /** Resolves when it has been carried out. */
  #run(command: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      reject(new EdgeCommandError(`“${command}” has not been answered for ${LIMIT_MS} ms.`));
    }, LIMIT_MS);
    this.#onOutcome = (outcome) => {
      if (outcome.event === 'done') resolve();
      else reject(new EdgeCommandError(`“${command}” was refused: ${outcome.reason}`));
    };
    this.#send(command);
    return promise.finally(() => clearTimeout(timer));
  }
}
