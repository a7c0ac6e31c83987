import type { Exchange } from '../exchange.ts';
import { answerError } from '../pages.ts';
import type { Fault } from './fault.ts';

/** An answer that sends nothing for `idleMs` is cut; one that has not begun by then is a 504. */
export function idleCut(idleMs: number): Fault {
  return (next) => (exchange) => next(withIdleCut(exchange, idleMs));
}

function withIdleCut(exchange: Exchange, idleMs: number): Exchange {
  let hasBegun = false;
  const timer = setTimeout(() => {
    if (hasBegun) return exchange.abort();
    hasBegun = true;
    answerError(exchange, 504);
  }, idleMs);
  exchange.onClosed(() => clearTimeout(timer));
  return {
    ...exchange,
    respond(status, headers, body) {
      if (hasBegun) return;
      hasBegun = true;
      timer.refresh();
      if (typeof body !== 'string') {
        // Listening alone would set it flowing; whoever sends it does that.
        body.on('data', () => timer.refresh()).pause();
      }
      exchange.respond(status, headers, body);
    },
  };
}
