import { join } from 'node:path';
import { inNamespace } from '../../dev/network-namespace.ts';
import { ProcessError, type RunningProcess, startProcess } from '../../dev/processes.ts';
import { V8_OPTIONS } from '../../src/helper/v8-options.ts';
import type { ResultOf, Target, Task, TaskOutcome } from './load/tasks.ts';
import type { ServerAddress, ServerResultOf, ServerTask } from './server-load/tasks.ts';

/** A transfer did not come to its end. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly code = 'LOAD';
}

export interface LoadOptions {
  /** Default: ours. */
  readonly namespace?: string | undefined;
  readonly limitMs: number;
}

/** Runs a task to its end in a process of its own. */
export async function runLoad<T extends Task>(
  target: Target,
  task: T,
  options: LoadOptions,
): Promise<ResultOf<T>> {
  const load = await startLoad(target, task, options);
  await load.stop(0);
  return load.ready;
}

/** The same for a task that goes on after its result, until it is stopped. */
export function startLoad<T extends Task>(
  target: Target,
  task: T,
  options: LoadOptions,
): Promise<RunningProcess<ResultOf<T>>> {
  return startTask('load', target, task, options);
}

/** A task for a server alone. It goes on after its result, until it is stopped. */
export function startServerLoad<T extends ServerTask>(
  address: ServerAddress,
  task: T,
  options: LoadOptions,
): Promise<RunningProcess<ServerResultOf<T>>> {
  return startTask('server-load', address, task, options);
}

async function startTask<T>(
  program: 'load' | 'server-load',
  target: object,
  task: { readonly do: string },
  { namespace, limitMs }: LoadOptions,
): Promise<RunningProcess<T>> {
  const file = join(import.meta.dirname, program, 'main.ts');
  const args = [...V8_OPTIONS, file, JSON.stringify(target), JSON.stringify(task)];
  const running = await startProcess({
    ...inNamespace(namespace, { command: process.execPath, args }),
    readyTimeoutMs: limitMs,
    ready: (line): TaskOutcome | undefined => (line.startsWith('{') ? JSON.parse(line) : undefined),
  }).catch((error: Error) => {
    const isLate = error instanceof ProcessError && error.code === 'PROCESS_NOT_READY';
    throw isLate ? new LoadError(`${task.do}: no result within ${limitMs} ms`) : error;
  });
  const { ready: outcome } = running;
  if ('result' in outcome) return { ...running, ready: outcome.result as T };
  await running.stop(0);
  throw new LoadError(`${task.do}: ${outcome.failure}`);
}
