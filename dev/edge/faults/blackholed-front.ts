import type { Exchange } from '../exchange.ts';
import type { Fault } from './fault.ts';
import { silenceable } from './silenceable.ts';

/**
 * Once exchanges have carried `afterBytes` in both directions together, the front that carried the
 * last of them is silent for ever: what is under way stops without an end, and what comes is never
 * answered. Connections stay open, as they do when a censor drops their packets.
 */
export function blackholedFront(afterBytes: number): Fault {
  return (next) => {
    let carriedBytes = 0;
    let silent: string | undefined;
    const underway = new Map<Exchange, () => void>();
    const silence = (front: string) => {
      silent = front;
      for (const [exchange, stop] of underway) if (frontOf(exchange) === front) stop();
    };
    return (exchange) => {
      const front = frontOf(exchange);
      if (front === silent) return;
      const carried = (bytes: number) => {
        carriedBytes += bytes;
        if (silent === undefined && carriedBytes >= afterBytes) silence(front);
      };
      const { stoppable, stop } = silenceable(exchange, carried);
      underway.set(exchange, stop);
      exchange.onClosed(() => underway.delete(exchange));
      next(stoppable);
    };
  };
}

const frontOf = ({ sni = '' }: Exchange) => sni;
