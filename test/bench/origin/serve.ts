import type { Socket } from 'node:net';
import { Comparison, downlinkBytes, sendPaced, uplinkBytes } from './checked-exchange.ts';
import { sendEndlessly } from './endless.ts';
import { RateWindow } from './rate-window.ts';
import type { ExchangeSize, OriginRequest } from './requests.ts';

const MAX_LINE_BYTES = 1_000;

/** Does what the connection's first line asks for. */
export function serveConnection(socket: Socket): void {
  let head = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\n');
    if (end < 0 && head.length <= MAX_LINE_BYTES) return;
    socket.off('data', onData);
    if (end < 0) return socket.destroy();
    if (head.length > end + 1) socket.unshift(head.subarray(end + 1));
    answer(socket, JSON.parse(head.toString('utf8', 0, end)));
    socket.resume();
  };
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', onData);
}

function answer(socket: Socket, request: OriginRequest): void {
  if (request.do === 'send') sendEndlessly(socket);
  else if (request.do === 'echo') socket.on('data', (chunk) => socket.write(chunk));
  else if (request.do === 'take') take(socket, request.bytes);
  else if (request.do === 'receive') receive(socket, request.rampMs, request.windowMs);
  else exchange(socket, request);
}

function take(socket: Socket, bytes: number): void {
  let missingBytes = bytes;
  socket.on('data', (chunk: Buffer) => {
    missingBytes -= chunk.length;
    if (missingBytes === 0) socket.write('\n');
  });
}

function receive(socket: Socket, rampMs: number, windowMs: number): void {
  const window = new RateWindow(rampMs, windowMs);
  let isOver = false;
  socket.on('data', (chunk: Buffer) => {
    const received = window.count(chunk.length);
    if (!received || isOver) return;
    isOver = true;
    socket.write(`${JSON.stringify(received)}\n`);
  });
}

function exchange(socket: Socket, size: ExchangeSize): void {
  const comparison = new Comparison(uplinkBytes(size.upBytes));
  const { promise: isReceived, resolve } = Promise.withResolvers<void>();
  if (comparison.isComplete) resolve();
  socket.on('data', (chunk: Buffer) => {
    comparison.take(chunk);
    if (comparison.isComplete) resolve();
  });
  const sent = sendPaced(socket, downlinkBytes(size.downBytes), size.bytesPerSecond, size.restMs);
  Promise.all([sent, isReceived]).then(() => {
    socket.end(`${JSON.stringify(comparison.result())}\n`);
  });
}
