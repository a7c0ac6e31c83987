import { realpathSync } from 'node:fs';
import { runAgent } from './agent/run.ts';
import { type Command, HELP, parseCommandLine } from './command-line.ts';
import { runConnect } from './connect/run.ts';
import { HelperError } from './errors.ts';
import { manifestPlace } from './install/browsers.ts';
import { install, uninstall } from './install/install.ts';
import { relay } from './relay.ts';
import { describeStatus, readStatus } from './status.ts';
import { restoreSystemProxy, runSystemProxy } from './system-proxy/run.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function run(command: Command): Promise<void> {
  switch (command.command) {
    case 'relay':
      await relay(command.caller);
      return process.exit(0);
    case 'agent':
      return runAgent();
    case 'install': {
      const place = manifestPlace(command.browser, { profileFolder: command.profileFolder });
      return void say(`Wrote ${install(place, process.execPath, programPath())}`);
    }
    case 'uninstall': {
      const { browser, profileFolder } = command;
      const left = browser ? null : await restoreSystemProxy();
      if (left) say(left);
      const removed = uninstall(browser ? manifestPlace(browser, { profileFolder }) : undefined);
      return void say(removed.length > 0 ? `Removed ${removed.join(', ')}` : 'Nothing to remove.');
    }
    case 'status': {
      const status = await readStatus();
      return void say(command.json ? JSON.stringify(status) : describeStatus(status));
    }
    case 'connect':
      return process.exit(await runConnect(command));
    case 'system-proxy': {
      const { text, isDone } = await runSystemProxy(command);
      say(text);
      process.exitCode = isDone ? 0 : 1;
      return;
    }
    case 'version':
      return void say(__VERSION__);
    case 'help':
      return void say(HELP.trimEnd());
  }
}

/** The bundle itself; a link in `node_modules/.bin` may vanish. */
function programPath(): string {
  return realpathSync(process.argv[1] ?? process.execPath);
}

try {
  await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof HelperError)) throw error;
  process.stderr.write(`frontage: ${error.message}\n`);
  process.exitCode = error.code === 'HELPER_USAGE' ? 2 : 1;
}
