import { PassThrough, type Readable } from 'node:stream';
import type { Exchange } from '../exchange.ts';
import type { Fault } from './fault.ts';

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
      const { stoppable, stop } = withStop(exchange, carried);
      underway.set(exchange, stop);
      exchange.onClosed(() => underway.delete(exchange));
      next(stoppable);
    };
  };
}

const frontOf = ({ sni = '' }: Exchange) => sni;

function withStop(
  exchange: Exchange,
  carried: (bytes: number) => void,
): { readonly stoppable: Exchange; readonly stop: () => void } {
  const uplink = gate(exchange.body, carried);
  const stops = [uplink.stop];
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    for (const each of stops) each();
  };
  const stoppable: Exchange = {
    ...exchange,
    body: uplink.passed,
    respond(status, headers, body) {
      if (isStopped) return;
      if (typeof body === 'string') return exchange.respond(status, headers, body);
      const downlink = gate(body, carried);
      stops.push(downlink.stop);
      exchange.respond(status, headers, downlink.passed);
    },
    abort() {
      if (!isStopped) exchange.abort();
    },
  };
  return { stoppable, stop };
}

function gate(stream: Readable, carried: (bytes: number) => void) {
  const passed = new PassThrough();
  stream.on('data', (chunk: Buffer) => carried(chunk.length)).pause();
  stream.pipe(passed);
  return { passed, stop: () => stream.unpipe(passed).pause() };
}
