/** Load for a server alone, as a program: `main.ts ADDRESS TASK`; prints a `TaskOutcome`. */
import type { TaskOutcome } from '../load/tasks.ts';
import { hold } from './hold.ts';
import { move } from './move.ts';
import type { ServerAddress, ServerTask } from './tasks.ts';

function perform(address: ServerAddress, task: ServerTask): Promise<unknown> {
  switch (task.do) {
    case 'hold':
      return hold(address, task.count, task.atOnce, task.isEncrypted);
    case 'move':
      return move(address, task.direction, task.bytes, task.originPort);
  }
}

const [address = '', task = ''] = process.argv.slice(2);
const outcome: TaskOutcome = await perform(JSON.parse(address), JSON.parse(task)).then(
  (result) => ({ result }),
  (error: Error) => ({ failure: error.message }),
);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
