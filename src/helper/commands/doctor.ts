import { createServer } from 'node:net';
import { readAgentState } from '../diagnosis/agent-state.ts';
import { diagnose, type Finding } from '../diagnosis/doctor.ts';
import type { Machine } from '../install/machine.ts';

/** That the extension asks for unless it is told another. */
const USUAL_PORT = 1080;

/** Returns the exit status: 1 when something keeps the helper from working. */
export async function doctorCommand(
  machine: Machine,
  say: (text: string) => void,
): Promise<number> {
  const agent = await readAgentState();
  const takenPort = (await isFree(USUAL_PORT)) ? null : USUAL_PORT;
  const findings = diagnose(machine, { agent, takenPort });
  for (const finding of findings) say(describe(finding));
  const isWell = !findings.some(({ isFault }) => isFault);
  say(isWell ? 'Nothing is wrong.' : 'The faults above keep the helper from working.');
  return isWell ? 0 : 1;
}

function describe({ isFault, about, what, remedy }: Finding): string {
  return `${isFault ? 'Fault' : 'Note'}: ${about}: ${what}${remedy ? `\n  → ${remedy}` : ''}`;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
