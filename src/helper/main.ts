import { callerOf } from './callers.ts';
import { HelperError } from './errors.ts';

/** Each way in loads what it needs and no more: a browser waits for the first two. */
async function main(args: readonly string[]): Promise<void> {
  const caller = callerOf(args);
  if (caller !== null) {
    const { relay } = await import('./relay.ts');
    await relay(caller);
    process.exit(0);
  }
  if (args.length === 1 && args[0] === 'agent') {
    const { runAgent } = await import('./agent/run.ts');
    return runAgent();
  }
  const { runCommandLine } = await import('./commands.ts');
  await runCommandLine(args);
}

main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof HelperError)) throw error;
  process.stderr.write(`frontage: ${error.message}\n`);
  process.exitCode = 1;
});
