import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../../../../dev/stack/local-stack.ts';
import type { Chain } from '../../chain.ts';
import { LOOPBACK } from '../../link.ts';
import type { Exchanged } from '../../load/tasks.ts';
import type { Measurement, RowContext } from '../../row.ts';
import { bytesOf, exchange, failureOf, middleMs, verdict } from './checked.ts';

const ERROR_LIMIT_MS = 5_000;
const WORKING_LIMIT_MS = 30_000;

/** The server is killed in the middle of a transfer and started again: its sessions are lost. */
export async function measureServerRestart(context: RowContext): Promise<Measurement> {
  const bytes = bytesOf(context);
  const chain = await context.testbed.chain(LOOPBACK, { faults: [] });
  const { folder, server, token } = chain.stack;
  let brokenMs = 0;
  const transfer = exchange(chain, bytes).finally(() => {
    brokenMs = performance.now();
  });
  await sleep(middleMs(bytes));
  const struckMs = performance.now();
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  const listen = ['--listen', `127.0.0.1:${server.ready.port}`];
  const restarted = await startServer(token, folder, { serverArgs: listen });
  try {
    const broken = await transfer;
    const errorMs = brokenMs - struckMs;
    const { exchanged, workingMs } = await untilWorking(chain, bytes / 10, struckMs);
    return verdict(failureOfOld(broken, errorMs) ?? failureOf(exchanged), {
      errorAfterSeconds: errorMs / 1000,
      workingAfterSeconds: workingMs / 1000,
      ...{ oldConnection: broken.ended, bytesEachWay: bytes },
    });
  } finally {
    await context.testbed.clear();
    await restarted.stop();
  }
}

/** An end without an error would look to an app like a complete answer. */
function failureOfOld({ ended }: Exchanged, errorMs: number): string | undefined {
  if (ended !== 'reset') return `the old connection was not reset, but ${ended}`;
  return errorMs > ERROR_LIMIT_MS ? `the error came after ${Math.round(errorMs)} ms` : undefined;
}

/** Tries new connections until one is of use. */
async function untilWorking(chain: Chain, bytes: number, struckMs: number) {
  for (;;) {
    const workingMs = performance.now() - struckMs;
    try {
      const exchanged = await exchange(chain, bytes);
      if (exchanged.up) return { exchanged, workingMs };
    } catch (error) {
      if (workingMs > WORKING_LIMIT_MS) throw error;
    }
    if (workingMs > WORKING_LIMIT_MS) throw new Error('No new connection works.');
    await sleep(100);
  }
}
