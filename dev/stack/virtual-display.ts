import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProcess } from '../processes.ts';
import { screenPicture } from './screen-picture.ts';

const run = promisify(execFile);

/** A screen that nobody sees, for what only a person can answer: the browser's own dialogs. */
export interface VirtualDisplay extends AsyncDisposable {
  /** As the variable DISPLAY has it. */
  readonly name: string;
  /** Presses keys, one after the other, in the window that has the focus. */
  press(...keys: string[]): Promise<void>;
  /** Writes a PNG of the whole screen. */
  picture(path: string): Promise<void>;
}

export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-display-'));
  const screen = ['-screen', '0', '1280x900x24', '-fbdir', folder];
  const server = await startProcess({
    command: 'Xvfb',
    args: ['-displayfd', '1', ...screen, '-nolisten', 'tcp'],
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
    async picture(path) {
      await writeFile(path, screenPicture(await readFile(join(folder, 'Xvfb_screen0'))));
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
