import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type FrontBlocks, parseBlock } from './faults/front-blocks.ts';

/** What the edge says to a command: that it was carried out, or why not. */
export type CommandOutcome =
  | { readonly event: 'done'; readonly command: string }
  | { readonly event: 'refused'; readonly command: string; readonly reason: string };

/** Reads commands, a line each: `block BLOCK:FRONT` and `unblock FRONT`. */
export function readCommands(
  input: Readable,
  blocks: FrontBlocks,
  onOutcome: (outcome: CommandOutcome) => void,
): void {
  createInterface({ input }).on('line', (command) => onOutcome(carryOut(command, blocks)));
}

export function carryOut(command: string, blocks: FrontBlocks): CommandOutcome {
  const [verb, parameter = ''] = command.trim().split(/\s+/, 2);
  try {
    if (verb === 'block') {
      const { block, front } = parseBlock(parameter);
      blocks.block(block, front);
    } else if (verb === 'unblock' && parameter) {
      blocks.unblock(parameter);
    } else {
      throw new RangeError('neither “block BLOCK:FRONT” nor “unblock FRONT”');
    }
    return { event: 'done', command };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { event: 'refused', command, reason: error.message };
  }
}
