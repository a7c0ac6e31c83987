import type { Exchange } from '../exchange.ts';
import { answerError, answerPage } from '../pages.ts';
import type { Handler } from './fault.ts';
import { silenceable } from './silenceable.ts';

/** What a censor, or a CDN, does to one front and to no other. */
export const BLOCKS = [
  /** Its connections are reset, new ones right after a ClientHello that names it. */
  'rst-on-sni',
  /** Connections are accepted and what they bring is swallowed; what is under way falls silent. */
  'blackhole',
  /**
   * Its name leads to somebody else, who has no certificate for it. Of those who know the right
   * address the connections are cut, so that they ask again.
   */
  'dns-poisoned',
  /** The CDN refuses it, with a page of its own and status 403. */
  'refuse',
  /** The CDN answers everything with the front's own site, and status 200. */
  'cover',
] as const;
export type Block = (typeof BLOCKS)[number];

/** What is done with a new connection: `impostor` is whoever the poisoned name leads to. */
export type Reception = 'served' | 'reset' | 'swallowed' | 'impostor';

const RECEPTIONS: Record<Block, Reception> = {
  'rst-on-sni': 'reset',
  blackhole: 'swallowed',
  'dns-poisoned': 'impostor',
  refuse: 'served',
  cover: 'served',
};

/** Reads `BLOCK:FRONT`, or throws a `RangeError`. */
export function parseBlock(text: string): { block: Block; front: string } {
  const [name = '', front, rest] = text.split(':');
  const block = BLOCKS.find((one) => one === name);
  if (!block) throw new RangeError(`There is no block “${name}”.`);
  if (!front || rest !== undefined) throw new RangeError(`“${text}” names no front.`);
  return { block, front };
}

/** The fronts that are blocked at present, each in its own way. */
export class FrontBlocks {
  readonly #blocks = new Map<string, Block>();
  readonly #underway = new Map<Exchange, () => void>();
  #cutFront: (front: string) => void = () => {};

  /** @param cutFront resets the connections that asked for a front */
  onCut(cutFront: (front: string) => void): void {
    this.#cutFront = cutFront;
  }

  block(block: Block, front: string): void {
    const name = front.toLowerCase();
    this.#blocks.set(name, block);
    if (block === 'rst-on-sni' || block === 'dns-poisoned') this.#cutFront(name);
    if (block !== 'blackhole') return;
    for (const [exchange, stop] of this.#underway) if (nameOf(exchange) === name) stop();
  }

  unblock(front: string): void {
    this.#blocks.delete(front.toLowerCase());
  }

  /** @param serverName of the ClientHello */
  receptionOf(serverName: string | undefined): Reception {
    const block = this.#blocks.get(serverName?.toLowerCase() ?? '');
    return block ? RECEPTIONS[block] : 'served';
  }

  /** Meets the exchanges on connections that were not received otherwise. */
  before(next: Handler): Handler {
    return (exchange) => {
      const block = this.#blocks.get(nameOf(exchange));
      if (block === 'refuse') return answerError(exchange, 403);
      if (block === 'cover') return answerPage(exchange);
      if (block !== undefined) return;
      const { stoppable, stop } = silenceable(exchange, () => {});
      this.#underway.set(exchange, stop);
      exchange.onClosed(() => this.#underway.delete(exchange));
      next(stoppable);
    };
  }
}

const nameOf = ({ sni = '' }: Exchange) => sni.toLowerCase();
