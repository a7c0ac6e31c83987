import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { endWithParent } from './child-cleanup.ts';

export type ProcessErrorCode =
  /** The program could not be started at all. */
  | 'PROCESS_START_FAILED'
  /** It ended before it was ready. */
  | 'PROCESS_EXITED'
  /** It did not say in time that it was ready. */
  | 'PROCESS_NOT_READY';

export class ProcessError extends Error {
  override readonly name = 'ProcessError';
  readonly code: ProcessErrorCode;

  constructor(code: ProcessErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a line of output says about being ready: undefined until it is. */
export type ReadyLine<T> = (line: string) => T | undefined;

/** Our own programs' sign: a JSON record with `"event":"listening"`. */
export interface Listening {
  readonly event: 'listening';
  readonly port: number;
  /** Of programs that have an admin port; null when it is off. */
  readonly adminPort?: number | null;
  /** Of a server with a key of its own. */
  readonly pin?: string;
}

/** How to find out that a program is ready, and what it says when it is. */
export type Readiness<T> =
  /** Looks for the sign in each line of stdout and stderr. */
  | { readonly ready: ReadyLine<T> }
  /** For a program that says nothing. Must give up when the signal aborts. */
  | { readonly probe: (signal: AbortSignal) => Promise<T> };

export type ProcessOptions<T> = Readiness<T> & {
  readonly command: string;
  readonly args?: readonly string[];
  /** Replaces the whole environment. Default: the parent's. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Default 20 s. */
  readonly readyTimeoutMs?: number;
  /** Keep stdin open for `send`. Default false. */
  readonly takesInput?: boolean;
  /** Sees every line of stdout and stderr, also those before it was ready. */
  readonly onLine?: ((line: string) => void) | undefined;
};

export interface RunningProcess<T> {
  readonly pid: number;
  /** What the sign held. */
  readonly ready: T;
  /** Writes a line to its stdin. */
  send(line: string): void;
  /** The last lines of its output, for an error message. */
  tail(): string;
  /** Resolves when it has ended, with its exit status, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** SIGTERM, and SIGKILL for one that has not ended within `graceMs` (default 5 s). */
  stop(graceMs?: number): Promise<void>;
}

const READY_TIMEOUT_MS = 20_000;
const STOP_GRACE_MS = 5_000;
const TAIL_LINES = 40;

/** `ready` for our own programs. */
export const listeningLine: ReadyLine<Listening> = (line) => {
  if (!line.startsWith('{')) return undefined;
  try {
    const record: unknown = JSON.parse(line);
    return isListening(record) ? record : undefined;
  } catch {
    return undefined;
  }
};

/** Starts a program and waits until it says that it is ready. It never outlives this process. */
export async function startProcess<T>(options: ProcessOptions<T>): Promise<RunningProcess<T>> {
  const child = spawn(options.command, options.args ?? [], {
    stdio: [options.takesInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: options.env,
    cwd: options.cwd,
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  endWithParent(child);

  const lines: string[] = [];
  const tail = () => lines.join('\n');
  onEachLine(child, (line) => {
    if (lines.push(line) > TAIL_LINES) lines.shift();
    options.onLine?.(line);
  });
  const stop = (graceMs = STOP_GRACE_MS) => stopChild(child, exited, graceMs);
  try {
    const ready = await untilReady(child, options, tail);
    const send = (line: string) => void child.stdin?.write(`${line}\n`);
    return { pid: child.pid as number, ready, send, tail, exited, stop };
  } catch (error) {
    if (child.pid !== undefined) await stop();
    throw error;
  }
}

function isListening(record: unknown): record is Listening {
  return (
    typeof record === 'object' &&
    record !== null &&
    'event' in record &&
    record.event === 'listening' &&
    'port' in record &&
    typeof record.port === 'number'
  );
}

function onEachLine(child: ChildProcess, listener: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', listener);
  }
}

function untilReady<T>(
  child: ChildProcess,
  options: ProcessOptions<T>,
  tail: () => string,
): Promise<T> {
  const { command, readyTimeoutMs = READY_TIMEOUT_MS } = options;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const probing = new AbortController();
  const fail = (code: ProcessErrorCode, what: string, cause?: Error) => {
    const output = tail();
    const message = `${command} ${what}${output && `:\n${output}`}`;
    reject(new ProcessError(code, message, cause && { cause }));
  };
  const timer = setTimeout(
    () => fail('PROCESS_NOT_READY', `was not ready within ${readyTimeoutMs} ms`),
    readyTimeoutMs,
  );
  child.once('error', (error) => fail('PROCESS_START_FAILED', 'could not be started', error));
  child.once('close', (status, signal) =>
    fail('PROCESS_EXITED', `ended with ${signal ?? `status ${status}`} before it was ready`),
  );
  if ('probe' in options) options.probe(probing.signal).then(resolve, reject);
  else {
    onEachLine(child, (line) => {
      const ready = options.ready(line);
      if (ready !== undefined) resolve(ready);
    });
  }
  return promise.finally(() => {
    clearTimeout(timer);
    probing.abort();
  });
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<unknown>,
  graceMs: number,
): Promise<void> {
  if (!hasEnded(child)) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
