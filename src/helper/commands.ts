import { type Command, HELP, parseCommandLine } from './command-line.ts';
import { doctorCommand } from './commands/doctor.ts';
import { installCommand } from './commands/install.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { runConnect } from './connect/run.ts';
import { describeStatus, readStatus } from './diagnosis/status.ts';
import { HelperError } from './errors.ts';
import { thisMachine } from './install/machine.ts';
import { runSystemProxy } from './system-proxy/run.ts';

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** What a person asks for. Sets the exit status: 1 for a failure, 2 for a wrong command line. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    if (!isDoubleClick(args)) process.exitCode = await run(parseCommandLine(args));
    else await askAndStay();
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    process.stderr.write(`frontage: ${error.message}\n`);
    process.exitCode = error.code === 'HELPER_USAGE' ? 2 : 1;
  }
}

/** Whoever starts a file that was downloaded, without a word, is to be asked. */
function isDoubleClick(args: readonly string[]): boolean {
  return __SINGLE_FILE__ && args.length === 0 && process.stdin.isTTY && process.stdout.isTTY;
}

/** Windows closes the window with the program, before anybody has read what is in it. */
async function askAndStay(): Promise<void> {
  process.exitCode = await run(parseCommandLine(['install']));
  if (process.platform !== 'win32') return;
  say('Press Enter to close this window.');
  process.stdin.resume().once('data', () => process.exit());
}

async function run(command: Command): Promise<number> {
  switch (command.command) {
    case 'install':
      return installCommand(thisMachine(), command, say);
    case 'uninstall':
      return uninstallCommand(thisMachine(), command, say);
    case 'status': {
      const status = await readStatus(thisMachine());
      say(command.json ? JSON.stringify(status) : describeStatus(status));
      return 0;
    }
    case 'doctor':
      return doctorCommand(thisMachine(), say);
    case 'connect':
      return process.exit(await runConnect(command));
    case 'system-proxy': {
      const { text, isDone } = await runSystemProxy(command);
      say(text);
      return isDone ? 0 : 1;
    }
    case 'version':
      say(__VERSION__);
      return 0;
    case 'help':
      say(HELP.trimEnd());
      return 0;
  }
}
