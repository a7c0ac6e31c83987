import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HelperError } from '../errors.ts';
import { makePrivateFolder, runtimeFolder } from '../folders.ts';

/** Longest path of a Unix socket, less its final zero: 104 bytes on macOS, 108 on Linux. */
const SOCKET_PATH_LIMIT_BYTES = 103;

/** Where the agent listens, and the key by which relay and agent know they are one user's. */
export interface AgentAddress {
  readonly folder: string;
  readonly socketPath: string;
  readonly key: string;
}

/** The folder is private, so on Unix nobody else can reach the socket; Windows has the key. */
export function agentAddress(folder = runtimeFolder()): AgentAddress {
  makePrivateFolder(folder);
  const key = readOrMakeKey(join(folder, 'key'));
  return { folder, socketPath: socketPathIn(folder, key), key };
}

function socketPathIn(folder: string, key: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\frontage-${key.slice(0, 16)}`;
  const path = join(folder, 'agent.sock');
  if (Buffer.byteLength(path) <= SOCKET_PATH_LIMIT_BYTES) return path;
  throw new HelperError('HELPER_AGENT', `${path} is too long for a socket's path.`);
}

function readOrMakeKey(path: string): string {
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = readFileSync(path, 'utf8').trim();
  if (/^[0-9a-f]{64}$/.test(key)) return key;
  throw new HelperError('HELPER_AGENT', `${path} does not hold a key. Remove it and try again.`);
}
