import type { Exchange } from '../exchange.ts';
import type { Fault } from './fault.ts';

/** A streamed answer may go on for minutes: this much of it is thought sent, and lost. */
const LOST_MS = 1_000;

/** Every `every`th answer is lost after the server has processed the request and answered. */
export function lostResponses(every: number): Fault {
  return (next) => {
    let seen = 0;
    return (exchange) => next(++seen % every === 0 ? withAnswerLost(exchange) : exchange);
  };
}

function withAnswerLost(exchange: Exchange): Exchange {
  return {
    ...exchange,
    respond(_status, _headers, body) {
      if (typeof body === 'string') return exchange.abort();
      const timer = setTimeout(() => exchange.abort(), LOST_MS);
      exchange.onClosed(() => clearTimeout(timer));
      body.once('close', () => exchange.abort());
      body.resume();
    },
  };
}
