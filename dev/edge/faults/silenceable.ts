import { PassThrough, type Readable } from 'node:stream';
import type { Exchange } from '../exchange.ts';

export interface Silenceable {
  readonly stoppable: Exchange;
  /** What is under way stops without an end, both ways, and the connection stays open. */
  readonly stop: () => void;
}

/** @param carried told of the bytes of both bodies as they pass */
export function silenceable(exchange: Exchange, carried: (bytes: number) => void): Silenceable {
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
