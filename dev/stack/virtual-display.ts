import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startProcess } from '../processes.ts';

const run = promisify(execFile);

/** A screen that nobody sees, for what only a person can answer: the browser's own dialogs. */
export interface VirtualDisplay extends AsyncDisposable {
  /** As the variable DISPLAY has it. */
  readonly name: string;
  /** Presses keys, one after the other, in the window that has the focus. */
  press(...keys: string[]): Promise<void>;
}

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const server = await startProcess({
    command: 'Xvfb',
    args: ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
    ready: (line) => (/^\d+$/.test(line) ? `:${line}` : undefined),
  });
  const name = server.ready;
  return {
    name,
    async press(...keys) {
      await run('xdotool', ['key', '--delay', '150', ...keys], {
        env: { ...process.env, DISPLAY: name },
      });
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
