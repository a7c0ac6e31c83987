import { readdir, readFile } from 'node:fs/promises';

/** Ends the helper processes of one private home; they would leave by themselves in a minute. */
export async function stopAgent(home: string): Promise<void> {
  for (const pid of await processesOf(home)) process.kill(pid, 'SIGTERM');
}

async function processesOf(home: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const owned = await Promise.all(pids.map(async (pid) => ((await isOf(pid, home)) ? [pid] : [])));
  return owned.flat();
}

async function isOf(pid: number, home: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return environment.includes(`HOME=${home}\0`) && command.split('\0').includes('agent');
  } catch {
    // Gone, or not ours to look at.
    return false;
  }
}
