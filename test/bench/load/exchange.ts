import { Comparison, downlinkBytes, sendPaced, uplinkBytes } from '../origin/checked-exchange.ts';
import type { Compared, ExchangeSize } from '../origin/requests.ts';
import { open } from './open.ts';
import type { Exchanged, Target } from './tasks.ts';

/** Moves bytes both ways at once and has both ends compare them. */
export async function exchange(
  target: Target,
  size: ExchangeSize,
  limitMs: number,
): Promise<Exchanged> {
  const downlink = downlinkBytes(size.downBytes);
  const uplink = uplinkBytes(size.upBytes);
  const openingMs = performance.now();
  const socket = await open(target, { do: 'exchange', ...size });
  const startMs = performance.now();
  const comparison = new Comparison(downlink);
  const { promise: whenEnded, resolve } = Promise.withResolvers<Exchanged['ended']>();
  let line = '';
  socket.on('data', (chunk: Buffer) => {
    line += comparison.take(chunk).toString();
    if (line.endsWith('\n')) resolve('complete');
  });
  socket.on('error', () => resolve('reset'));
  socket.on('end', () => resolve('ended early'));
  const timer = setTimeout(resolve, limitMs, 'at its limit');
  socket.resume();
  sendPaced(socket, uplink, size.bytesPerSecond, size.restMs);
  const ended = await whenEnded;
  clearTimeout(timer);
  socket.destroy();
  const elapsedMs = Math.round(performance.now() - startMs);
  const up: Compared | null = ended === 'complete' ? JSON.parse(line) : null;
  const openedAfterMs = Math.round(startMs - openingMs);
  return { down: comparison.result(), up, openedAfterMs, elapsedMs, ended };
}
