import { PassThrough } from 'node:stream';
import type { Exchange } from '../../../dev/edge/exchange.ts';
import type { Fault } from '../../../dev/edge/faults/fault.ts';

/** Answers by itself: the test holds the other end of the body. */
export function heldAnswers(): { fault: Fault; next: () => Promise<PassThrough> } {
  const waiting: ((body: PassThrough) => void)[] = [];
  return {
    fault: () => (exchange: Exchange) => {
      exchange.body.resume();
      const body = new PassThrough();
      exchange.respond(200, {}, body);
      exchange.onClosed(() => body.destroy());
      waiting.shift()?.(body);
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
  };
}
