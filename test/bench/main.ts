/** `npm run bench`: the figures of the whole chain, each beside what it is compared with. */
import { writeFileSync } from 'node:fs';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { BenchArgumentError, choose, readArguments, USAGE } from './arguments.ts';
import { LockError, takeLock } from './lock.ts';
import type { RowResult } from './row.ts';
import { cdnViewRows } from './rows/cdn-view.ts';
import { faultRows } from './rows/faults.ts';
import { firstByteRows } from './rows/first-byte.ts';
import { frontListRows } from './rows/front-list.ts';
import { frontRows } from './rows/fronts.ts';
import { helperStartRows } from './rows/helper-start.ts';
import { idleRows } from './rows/idle.ts';
import { loopbackRows } from './rows/loopback.ts';
import { overheadRows } from './rows/overhead.ts';
import { popupPaintRows } from './rows/popup-paint.ts';
import { serverRows } from './rows/server.ts';
import { transferRows } from './rows/transfer.ts';
import { hasFailed, runRows } from './run-rows.ts';
import { TABLE_HEAD, tableLine } from './table.ts';
import { Testbed } from './testbed.ts';

const SIGNAL_STATUS = 130;

const ROWS = [
  ...transferRows,
  ...firstByteRows,
  ...idleRows,
  ...overheadRows,
  ...loopbackRows,
  ...serverRows,
  ...faultRows,
  ...frontRows,
  ...helperStartRows,
  ...frontListRows,
  ...popupPaintRows,
  ...cdnViewRows,
];

async function main(): Promise<number> {
  const { isList, jsonFile, seconds, only } = readArguments(process.argv.slice(2));
  const rows = choose(ROWS, only);
  if (isList) {
    for (const { name } of rows) console.log(name);
    return 0;
  }
  takeLock();
  await ensureSystemPackages(['chromium', 'certutil']);
  await using testbed = new Testbed();
  const ended = untilSignal();
  const results: RowResult[] = [];
  console.log(TABLE_HEAD);
  for await (const result of runRows(rows, { testbed, seconds }, ended)) {
    console.log(tableLine(result));
    results.push(result);
    // After each row, so that a run that is broken off leaves what it has measured.
    if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(results, null, 2)}\n`);
  }
  if (ended.aborted) return SIGNAL_STATUS;
  return results.some(hasFailed) ? 1 : 0;
}

/** The first signal has everything taken down in order; a second one does not wait. */
function untilSignal(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ended.signal.aborted) process.exit(SIGNAL_STATUS);
      console.error(`\n${signal}: taking everything down`);
      ended.abort();
    });
  }
  return ended.signal;
}

try {
  // A row that was left alone may still be waiting for something.
  process.exit(await main());
} catch (error) {
  if (!(error instanceof BenchArgumentError || error instanceof LockError)) throw error;
  console.error(
    error instanceof BenchArgumentError ? `${error.message}\n\n${USAGE}` : error.message,
  );
  process.exitCode = 2;
}
