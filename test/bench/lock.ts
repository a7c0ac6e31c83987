import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOCK_FILE = join(tmpdir(), 'frontage-bench.lock');

/** Another run has the machine, and the two namespaces. */
export class LockError extends Error {
  override readonly name = 'LockError';
  readonly code = 'LOCK';
}

/** Takes the one lock of this machine until this process ends. */
export function takeLock(): void {
  try {
    writeLock();
  } catch (cause) {
    if (cause instanceof LockError) throw cause;
    // It may be another user's, left by a run that was killed.
    throw new LockError(`The lock cannot be taken: ${(cause as Error).message}`, { cause });
  }
  process.once('exit', () => rmSync(LOCK_FILE, { force: true }));
}

function writeLock(): void {
  try {
    writeFileSync(LOCK_FILE, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const pid = Number(readFileSync(LOCK_FILE, 'utf8'));
    if (isBench(pid)) throw new LockError(`Process ${pid} is running the benchmark already.`);
    writeFileSync(LOCK_FILE, String(process.pid));
  }
}

/** The pid of a run that was killed may belong to something else by now. */
function isBench(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bench/main.ts');
  } catch {
    return false;
  }
}
