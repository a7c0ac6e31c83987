import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
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

/** Each word that is written at the other end comes before the next one is. */
export async function expectWordByWord(response: Response, body: PassThrough): Promise<void> {
  const reader = response.body?.getReader();
  for (const word of ['one', 'two', 'three']) {
    body.write(word);
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(word);
  }
  body.end();
  expect((await reader?.read())?.done).toBe(true);
}
