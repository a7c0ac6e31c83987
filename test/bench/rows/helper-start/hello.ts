import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeMessage,
  MessageSplitter,
  parseJson,
} from '../../../../src/helper/message-frames.ts';
import { CHROMIUM_EXTENSION_IDS, LINK_PROTOCOL } from '../../../../src/link/identity.ts';
import type { ToExtension } from '../../../../src/link/messages.ts';

const HELLO = encodeMessage({
  type: 'hello',
  protocol: LINK_PROTOCOL,
  version: '0.0.0',
  profileId: '2a1b8b0e-6a3f-4f0c-8a77-4a9b1c6e5d42',
});

/** What a browser would start, before the arguments that the browser adds. */
export interface HelperCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
}

export interface StartTimes {
  /** No agent runs: the relay starts one. */
  readonly coldMs: number;
  readonly warmMs: number;
}

/** Starts a helper twice in a home of its own, as a browser does, until each said hello. */
export async function measureStart(helper: HelperCommand): Promise<StartTimes> {
  await using stack = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'frontage-start-'));
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const cold = await untilHello(helper, home);
  stack.defer(() => void process.kill(cold.agentPid, 'SIGKILL'));
  const warm = await untilHello(helper, home);
  return { coldMs: cold.elapsedMs, warmMs: warm.elapsedMs };
}

/** From the start of a program to its end. */
export async function measureRun(command: string, args: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await once(spawn(command, args, { stdio: 'ignore' }), 'exit');
  return performance.now() - startMs;
}

async function untilHello({ command, args, env }: HelperCommand, home: string) {
  const startMs = performance.now();
  const relay = spawn(command, [...args, `chrome-extension://${CHROMIUM_EXTENSION_IDS[0]}/`], {
    env: { PATH: process.env.PATH, HOME: home, FRONTAGE_RUNTIME_DIR: join(home, 'run'), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(relay, 'exit');
  try {
    relay.stdin.write(HELLO);
    const [bytes] = await once(relay.stdout.pipe(new MessageSplitter()), 'data');
    const elapsedMs = performance.now() - startMs;
    const message = parseJson(bytes) as ToExtension;
    if (message.type !== 'hello') throw new Error(`Instead of hello: ${JSON.stringify(message)}`);
    return { elapsedMs, agentPid: message.agentPid };
  } finally {
    relay.kill('SIGKILL');
    await exited;
  }
}
