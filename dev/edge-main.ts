import { parseEdgeArguments, USAGE } from './edge/cli.ts';
import { readCommands } from './edge/commands.ts';
import { startEdge } from './edge.ts';

function print(record: object): void {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}

function parseOrExit(): ReturnType<typeof parseEdgeArguments> {
  try {
    return parseEdgeArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return process.exit(2);
  }
}

const { options, logRequests, logTotalsMs, takesCommands } = parseOrExit();
const edge = await startEdge({ ...options, onRequest: logRequests ? print : undefined });
process.once('SIGTERM', async () => {
  await edge.close();
  process.exit(0);
});
print({ event: 'listening', port: edge.port });
if (takesCommands && options.blocks) readCommands(process.stdin, options.blocks, print);
if (logTotalsMs) setInterval(() => print({ event: 'totals', ...edge.totals() }), logTotalsMs);
