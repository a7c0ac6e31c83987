import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inNamespace } from './network-namespace.ts';
import { type RunningProcess, startProcess } from './processes.ts';

export const HELPER_FILE = fileURLToPath(new URL('../dist/frontage.js', import.meta.url));

const PROXY_LINE = /^Proxy at 127\.0\.0\.1:(\d+)/;

export type HelperBuildErrorCode = 'HELPER_NOT_BUILT';

export class HelperBuildError extends Error {
  override readonly name = 'HelperBuildError';
  readonly code: HelperBuildErrorCode = 'HELPER_NOT_BUILT';
}

export interface ConnectClientOptions {
  /** A profile as JSON. */
  readonly profileFile: string;
  /** The authority that the edge's certificates are from. */
  readonly caFile: string;
  /** Further options of `frontage connect`. Default: any free port. */
  readonly args?: readonly string[] | undefined;
  /** The network namespace to run in. Default: ours. */
  readonly namespace?: string | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Starts the built `frontage connect`. It is ready when its proxy listens, connected or not. */
export function startConnectClient(
  options: ConnectClientOptions,
): Promise<RunningProcess<{ readonly port: number }>> {
  if (!existsSync(HELPER_FILE)) {
    throw new HelperBuildError('dist/frontage.js is not there. Build it: npm run build');
  }
  const { profileFile, caFile, args = ['--port', '0'], namespace, onLine } = options;
  return startProcess({
    ...inNamespace(namespace, {
      command: process.execPath,
      args: [HELPER_FILE, 'connect', '--profile', profileFile, ...args],
    }),
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    ...(onLine && { onLine }),
    ready(line) {
      const port = PROXY_LINE.exec(line)?.[1];
      return port === undefined ? undefined : { port: Number(port) };
    },
  });
}
