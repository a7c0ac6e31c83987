import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux on every architecture that Node runs on. */
const TICK_MS = 10;

interface ProcessTimes {
  readonly parent: number;
  readonly cpuMs: number;
}

/** CPU time of processes with all their descendants, those that have ended included. */
export function cpuMsOfTrees(
  roots: readonly number[],
  { without = [] }: { readonly without?: readonly number[] } = {},
): number {
  const processes = readProcesses();
  const counted = new Set<number>();
  const pending = [...roots];
  for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
    if (counted.has(pid) || without.includes(pid)) continue;
    counted.add(pid);
    for (const [child, { parent }] of processes) if (parent === pid) pending.push(child);
  }
  return [...counted].reduce((sum, pid) => sum + (processes.get(pid)?.cpuMs ?? 0), 0);
}

function readProcesses(): Map<number, ProcessTimes> {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? readTimes(name) : undefined;
    if (times) processes.set(Number(name), times);
  }
  return processes;
}

function readTimes(pid: string): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before the parenthesis may hold anything; the state comes after it (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [userTicks, systemTicks, childUserTicks, childSystemTicks] = fields.slice(11, 15);
    const ticks = [userTicks, systemTicks, childUserTicks, childSystemTicks].map(Number);
    return { parent: Number(fields[1]), cpuMs: ticks.reduce((a, b) => a + b, 0) * TICK_MS };
  } catch {
    return undefined;
  }
}
