import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStack } from './local-stack.ts';

const REFRESH_MS = 1_000;

/**
 * Shows connections and rates until `signal` aborts: one line that renews itself, or on a pipe a
 * line at each change.
 */
export async function showLive(stack: LocalStack, signal: AbortSignal): Promise<void> {
  let last = { sentBytes: 0, receivedBytes: 0, atMs: Date.now() };
  let shown = '';
  while (!signal.aborted) {
    const { state, traffic } = await stack.extension.ask({ type: 'get-snapshot' });
    const seconds = (Date.now() - last.atMs) / 1000 || 1;
    const up = rate(traffic.sentBytes - last.sentBytes, seconds);
    const down = rate(traffic.receivedBytes - last.receivedBytes, seconds);
    const line = `${state.kind}, ${traffic.openConnections} connections, ${up} up, ${down} down`;
    if (line !== shown) show(line);
    shown = line;
    last = { ...traffic, atMs: Date.now() };
    await sleep(REFRESH_MS, undefined, { signal }).catch(() => {});
  }
}

function show(line: string): void {
  process.stdout.write(process.stdout.isTTY ? `\r\x1b[K  ${line}` : `  ${line}\n`);
}

function rate(bytes: number, seconds: number): string {
  const megabytes = bytes / seconds / 1e6;
  return megabytes >= 0.1
    ? `${megabytes.toFixed(1)} MB/s`
    : `${(megabytes * 1000).toFixed(1)} kB/s`;
}
