import { Readable } from 'node:stream';
import type { Exchange } from '../exchange.ts';
import type { Fault } from './fault.ts';

/** Answers are held until they are complete; one of more than `maxBytes` is broken off. */
export function bufferingEdge(maxBytes: number): Fault {
  return (next) => (exchange) => next(withBufferedAnswer(exchange, maxBytes));
}

function withBufferedAnswer(exchange: Exchange, maxBytes: number): Exchange {
  return {
    ...exchange,
    respond(status, headers, body) {
      if (typeof body === 'string') return exchange.respond(status, headers, body);
      collect(body, maxBytes).then(
        (whole) => exchange.respond(status, headers, Readable.from([whole], { objectMode: false })),
        () => exchange.abort(),
      );
    },
  };
}

async function collect(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RangeError(`The answer is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
