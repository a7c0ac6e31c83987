/** The load generator, as a program: `main.ts TARGET TASK`, both JSON; prints a `TaskOutcome`. */
import { exchange } from './exchange.ts';
import { firstBytes, hold, openAtOnce, roundTrips } from './latency.ts';
import type { Target, Task, TaskOutcome } from './tasks.ts';
import { download, keepBusy, upload } from './transfer.ts';

function perform(target: Target, task: Task): Promise<unknown> {
  switch (task.do) {
    case 'download':
      return download(target, task.rampMs, task.windowMs);
    case 'upload':
      return upload(target, task.rampMs, task.windowMs);
    case 'first-bytes':
      return firstBytes(target, task.count, task.limitMs);
    case 'round-trips':
      return roundTrips(target, task.count);
    case 'open-at-once':
      return openAtOnce(target, task.count);
    case 'hold':
      return hold(target, task.count);
    case 'keep-busy':
      return keepBusy(target);
    case 'exchange':
      return exchange(target, task, task.limitMs);
  }
}

const [target = '', task = ''] = process.argv.slice(2);
const outcome: TaskOutcome = await perform(JSON.parse(target), JSON.parse(task)).then(
  (result) => ({ result }),
  (error: Error) => ({ failure: error.message }),
);
process.stdout.write(`${JSON.stringify(outcome)}\n`);
