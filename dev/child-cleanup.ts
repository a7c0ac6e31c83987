import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();
const ENDING_SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Sees to it that a child is killed when this process ends, by itself or by a signal. */
export function endWithParent(child: ChildProcess): void {
  if (running.size === 0) watchParent();
  running.add(child);
  child.once('close', () => forget(child));
  child.once('error', () => forget(child));
}

function forget(child: ChildProcess): void {
  running.delete(child);
  if (running.size === 0) unwatchParent();
}

function watchParent(): void {
  process.once('exit', killAll);
  for (const signal of Object.keys(ENDING_SIGNALS)) process.on(signal, onEndingSignal);
}

function unwatchParent(): void {
  process.off('exit', killAll);
  for (const signal of Object.keys(ENDING_SIGNALS)) process.off(signal, onEndingSignal);
}

/** A parent that handles the signal itself stops its children in its own order. */
function onEndingSignal(signal: keyof typeof ENDING_SIGNALS): void {
  if (process.listenerCount(signal) === 1) process.exit(128 + ENDING_SIGNALS[signal]);
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
