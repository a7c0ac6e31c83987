import type { Fault, FaultEnvironment } from './fault.ts';

/**
 * Resets the connection of an exchange at a random moment, `meanMs` after it began on average, and
 * then that of the next exchange, for ever.
 */
export function cutConnections(meanMs: number, { random }: FaultEnvironment): Fault {
  return (next) => {
    let isArmed = false;
    return (exchange) => {
      if (!isArmed) {
        isArmed = true;
        const cut = () => {
          isArmed = false;
          exchange.cutConnection();
        };
        setTimeout(cut, random() * 2 * meanMs).unref();
      }
      next(exchange);
    };
  };
}
