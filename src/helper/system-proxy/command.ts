import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SystemProxyError } from './system-proxy-error.ts';

/** A program of the system and its arguments; no shell reads them. */
export type Command = readonly [program: string, ...args: string[]];

/**
 * Runs a command; resolves with what it printed.
 *
 * @throws SystemProxyError `failed` when it cannot be started, fails or takes too long
 */
export type Run = (command: Command) => Promise<string>;

/** PowerShell takes a second or two to start; the others a few ms. */
const LIMIT_MS = 15_000;

const OUTPUT_LIMIT_BYTES = 256 * 1024;

const execute = promisify(execFile);

export const runCommand: Run = async ([program, ...args]) => {
  try {
    const { stdout } = await execute(program, args, {
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_LIMIT_BYTES,
      windowsHide: true,
      // What is parsed is in English then, and numbers have no separators.
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return stdout;
  } catch (cause) {
    const { stderr = '', code } = cause as { stderr?: string; code?: string | number };
    const why = stderr.trim() || `it ended with ${code ?? 'a signal'}`;
    throw new SystemProxyError('failed', `${program} ${args[0] ?? ''}: ${why}`.slice(0, 400), {
      cause,
    });
  }
};
