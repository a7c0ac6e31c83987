import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

export interface InTerminalOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Pressed one after the other, once the checklist of browsers is there. */
  readonly keys: readonly string[];
}

/** After which nobody would wait on. */
const LIMIT_MS = 60_000;

/** Runs a line of a shell in a terminal, as a person does who answers the checklist. */
export async function runInTerminal(line: string, { env, cwd, keys }: InTerminalOptions) {
  const command = `stty cols 80 rows 40; ${line}`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const closed = once(terminal, 'close');
  const waiting = [...keys];
  let screen = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    // Each key redraws what it changes; the first comes once everything is drawn.
    if (screen.includes('confirm') && waiting.length > 0) terminal.stdin.write(waiting.shift());
  });
  const [code] = await closed;
  return { screen: stripVTControlCharacters(screen), code };
}
