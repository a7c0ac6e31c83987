import { join } from 'node:path';
import { inNamespace } from '../../dev/network-namespace.ts';
import {
  type Listening,
  listeningLine,
  type RunningProcess,
  startProcess,
} from '../../dev/processes.ts';
import { V8_OPTIONS } from '../../src/helper/v8-options.ts';

/** The bench's origin in a process of its own; port 0 is any. */
export function startOrigin(port = 0, namespace?: string): Promise<RunningProcess<Listening>> {
  const args = [...V8_OPTIONS, join(import.meta.dirname, 'origin', 'main.ts'), String(port)];
  return startProcess({
    ...inNamespace(namespace, { command: process.execPath, args }),
    ready: listeningLine,
  });
}
