import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProcess } from '../../dev/processes.ts';
import type { Namespaces } from '../../dev/stack/local-stack.ts';
import type { Link } from './link.ts';
import { requireEmulation } from './requirements.ts';

const run = promisify(execFile);

/** Those of wan.c. */
export const NAMESPACES = {
  client: 'wan-client',
  edge: 'wan-edge',
  edgeAddress: '10.99.0.2',
} as const satisfies Namespaces;

/** Compiles and starts wan.c; its namespaces are there until this is disposed of. */
export async function startWan(link: Link): Promise<AsyncDisposable> {
  requireEmulation();
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'frontage-wan-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const program = join(folder, 'wan');
  await run('cc', ['-O2', '-o', program, join(import.meta.dirname, 'wan.c')]);
  // It removes its namespaces when it is asked to end, but not when it is killed.
  process.once('exit', removeNamespaces);
  starting.defer(() => {
    process.off('exit', removeNamespaces);
    removeNamespaces();
  });
  const { rttMs, rateMbit, lossPercent } = link;
  const wan = await startProcess({
    command: program,
    args: [rttMs, rateMbit, lossPercent].map(String),
    ready: (line) => line === 'ready' || undefined,
  });
  starting.defer(() => wan.stop());
  return starting.move();
}

function removeNamespaces(): void {
  for (const namespace of [NAMESPACES.client, NAMESPACES.edge]) {
    spawnSync('ip', ['netns', 'del', namespace], { stdio: 'ignore' });
  }
}
