import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { systemClock } from '../../meek/clock.ts';
import { agentAddress } from './address.ts';
import { Agent } from './agent.ts';

/** How often an agent looks whether it is still the one that relays find. */
const OWNERSHIP_CHECK_MS = 10_000;

/** Runs the agent until nobody needs it. Leaves at once when another one runs already. */
export async function runAgent(): Promise<void> {
  const { socketPath, key } = agentAddress();
  const agent = new Agent({
    key,
    version: __VERSION__,
    clock: systemClock,
    onIdle: () => leave(),
  });
  const leave = () => {
    agent.close();
    process.exit(0);
  };
  if (!(await listen(agent, socketPath))) process.exit(0);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  watchOwnership(socketPath, leave);
}

async function listen(agent: Agent, socketPath: string): Promise<boolean> {
  for (const isRetry of [false, true]) {
    try {
      agent.server.listen(socketPath);
      await once(agent.server, 'listening');
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || isRetry) throw error;
      if (await answers(socketPath)) return false;
      // Left behind by an agent that was killed.
      rmSync(socketPath, { force: true });
    }
  }
  return false;
}

async function answers(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Two agents that started at once may both find the same dead socket: the later one stays. */
function watchOwnership(socketPath: string, leave: () => void): void {
  if (process.platform === 'win32') return;
  const { ino } = statSync(socketPath);
  const check = () => {
    if (statSync(socketPath, { throwIfNoEntry: false })?.ino !== ino) leave();
  };
  setInterval(check, OWNERSHIP_CHECK_MS).unref();
}
