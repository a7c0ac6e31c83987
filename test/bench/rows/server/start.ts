import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFrontageServer } from '../../../../dev/frontage-server.ts';
import type { Listening, RunningProcess } from '../../../../dev/processes.ts';

/** A server with a folder of its own for its key; both go with the stack. */
export async function startServer(
  upstream: string,
  stack: AsyncDisposableStack,
): Promise<RunningProcess<Listening>> {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-server-'));
  stack.defer(() => rm(folder, { recursive: true }));
  // In meek-v1 without a hold, so that not the server's patience is measured but the server.
  const patience = ['--idle-timeout', '1h', '--holdoff', '0s'];
  const args = ['--allow-loopback', '--state-dir', folder, ...patience];
  const server = await startFrontageServer({ upstream, args });
  stack.defer(() => server.stop());
  return server;
}

/** Sessions with an upstream. */
export async function liveSessions({ ready }: RunningProcess<Listening>): Promise<number> {
  const health = await fetch(`http://127.0.0.1:${ready.adminPort}/healthz`);
  return Number(/sessions=(\d+)/.exec(await health.text())?.[1]);
}
