import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { systemClock } from '../../meek/clock.ts';
import { openSystemProxy } from '../system-proxy/open.ts';
import { agentAddress } from './address.ts';
import { Agent } from './agent.ts';
import { SystemProxyDesk } from './system-proxy-desk.ts';

/** How often an agent looks whether it is still the one that relays find. */
const OWNERSHIP_CHECK_MS = 10_000;

/** Runs the agent until nobody needs it. Leaves at once when another one runs already. */
export async function runAgent(): Promise<void> {
  const { socketPath, key } = agentAddress();
  const systemProxy = new SystemProxyDesk(openSystemProxy());
  const agent = new Agent({
    key,
    version: __VERSION__,
    clock: systemClock,
    systemProxy,
    onIdle: () => void leave(),
  });
  const leave = async () => {
    // First, so that nothing points at a port that is closed. What fails is tried at the next start.
    await systemProxy.restoreOwn().catch(report);
    agent.close();
    process.exit(0);
  };
  if (!(await listen(agent, socketPath))) process.exit(0);
  systemProxy.restoreLeftover().catch(report);
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  watchOwnership(socketPath, leave);
}

/** Into the agent's log. */
function report(error: unknown): void {
  process.stderr.write(`${error}\n`);
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
function watchOwnership(socketPath: string, leave: () => unknown): void {
  if (process.platform === 'win32') return;
  const { ino } = statSync(socketPath);
  const check = () => {
    if (statSync(socketPath, { throwIfNoEntry: false })?.ino !== ino) void leave();
  };
  setInterval(check, OWNERSHIP_CHECK_MS).unref();
}
