import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { V8_OPTIONS } from '../src/helper/v8-options.ts';
import { inNamespace } from './network-namespace.ts';
import { type Listening, listeningLine, type RunningProcess, startProcess } from './processes.ts';

const SERVER_FILE = fileURLToPath(new URL('../dist/frontage-server.js', import.meta.url));

const ANY_PORT = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'];

export type ServerBuildErrorCode = 'SERVER_NOT_BUILT';

export class ServerBuildError extends Error {
  override readonly name = 'ServerBuildError';
  readonly code: ServerBuildErrorCode = 'SERVER_NOT_BUILT';
}

export interface FrontageServerOptions {
  /** `HOST:PORT` or `builtin`. */
  readonly upstream: string;
  /** Default: none is asked for. */
  readonly authToken?: string;
  /** Further options of the command line. */
  readonly args?: readonly string[];
  /** The network namespace to run in. Default: ours. */
  readonly namespace?: string | undefined;
}

/** Starts the built server on free ports of 127.0.0.1. Its pid is the server's own. */
export function startFrontageServer(
  options: FrontageServerOptions,
): Promise<RunningProcess<Listening>> {
  if (!existsSync(SERVER_FILE)) {
    throw new ServerBuildError(
      'dist/frontage-server.js is not there. Build it: npx vite build --mode server',
    );
  }
  const { upstream, authToken, args = [], namespace } = options;
  return startProcess({
    ...inNamespace(namespace, {
      command: process.execPath,
      args: [...V8_OPTIONS, SERVER_FILE, ...ANY_PORT, '--upstream', upstream, ...args],
    }),
    env: { ...process.env, FRONTAGE_AUTH_TOKEN: authToken },
    ready: listeningLine,
  });
}
