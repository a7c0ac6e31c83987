import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HelperError } from '../errors.ts';
import { optionsFor } from '../v8-options.ts';
import type { AgentAddress } from './address.ts';

/** An agent starts in about 100 ms; a loaded machine takes longer. */
const START_LIMIT_MS = 10_000;
const RETRY_MS = 5;

/** Connects to the agent, starting it first when it does not run. */
export async function reachAgent(address: AgentAddress): Promise<Socket> {
  const running = await tryConnect(address.socketPath);
  if (running) return running;
  startAgent(address);
  const untilMs = Date.now() + START_LIMIT_MS;
  while (Date.now() < untilMs) {
    await sleep(RETRY_MS);
    const socket = await tryConnect(address.socketPath);
    if (socket) return socket;
  }
  throw new HelperError(
    'HELPER_AGENT',
    `The agent did not start. ${logPath(address)} may say why.`,
  );
}

export function logPath(address: AgentAddress): string {
  return join(address.folder, 'agent.log');
}

export async function tryConnect(socketPath: string): Promise<Socket | null> {
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return null;
    throw error;
  }
}

/** In a session of its own, so that it outlives the browser's process group. */
function startAgent(address: AgentAddress): void {
  const log = openSync(logPath(address), 'w', 0o600);
  // A single file takes none of Node's options; built into it they cost each start 12 to 20 ms.
  const program = __SINGLE_FILE__
    ? []
    : [...optionsFor(process.versions.node), process.argv[1] ?? ''];
  const agent = spawn(process.execPath, [...program, 'agent'], {
    cwd: address.folder,
    detached: true,
    env: { ...process.env, FRONTAGE_RUNTIME_DIR: address.folder },
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  agent.on('error', () => {});
  agent.unref();
  closeSync(log);
}
