import {
  type Backend,
  changes,
  type Values,
} from '../../../../src/helper/system-proxy/backends/backend.ts';
import type { Command, Run } from '../../../../src/helper/system-proxy/command.ts';

/** Answers each command with what was recorded for it. */
export function recorded(answers: Readonly<Record<string, string>>): Run {
  return async (command) => {
    const answer = answers[command.join(' ')];
    if (answer === undefined) throw new RangeError(`Not recorded: ${command.join(' ')}`);
    return answer;
  };
}

export interface Plan {
  readonly before: Values;
  readonly on: Command[];
  readonly off: Command[];
}

/** What would be run to switch it on, and off again. */
export async function planOf(backend: Backend, run: Run, port: number): Promise<Plan> {
  const before = await backend.read(run);
  const ours = backend.pointAt(port, before);
  return { before, on: changes(backend, before, ours), off: changes(backend, ours, before) };
}
