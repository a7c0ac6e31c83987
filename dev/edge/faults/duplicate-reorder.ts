import { Readable } from 'node:stream';
import type { Exchange } from '../exchange.ts';
import { answerError } from '../pages.ts';
import type { Fault, FaultEnvironment, Handler } from './fault.ts';

/** Larger bodies are refused: no carrier sends them. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const DUPLICATED_SHARE = 0.5;

/**
 * Every request is held for up to `maxDelayMs`, so that requests overtake each other, and half of
 * them reach the server twice; of the two answers the client gets a random one.
 */
export function duplicateReorder(maxDelayMs: number, { random }: FaultEnvironment): Fault {
  return (next) => (exchange) => {
    const copies = random() < DUPLICATED_SHARE ? 2 : 1;
    const answered = Math.floor(random() * copies);
    const delaysMs = Array.from({ length: copies }, () => random() * maxDelayMs);
    spread(exchange, delaysMs, answered, next).catch(() => exchange.abort());
  };
}

async function spread(
  exchange: Exchange,
  delaysMs: readonly number[],
  answered: number,
  next: Handler,
): Promise<void> {
  const body = await readBody(exchange);
  if (!body) return answerError(exchange, 413);
  for (const [index, delayMs] of delaysMs.entries()) {
    const copy = { ...exchange, body: Readable.from([body], { objectMode: false }) };
    const timer = setTimeout(next, delayMs, index === answered ? copy : withoutAnswer(copy));
    exchange.onClosed(() => clearTimeout(timer));
  }
}

function withoutAnswer(exchange: Exchange): Exchange {
  return {
    ...exchange,
    respond(_status, _headers, body) {
      if (typeof body !== 'string') body.resume();
    },
    abort() {},
  };
}

async function readBody(exchange: Exchange): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of exchange.body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
