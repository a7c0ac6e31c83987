import { chmod, writeFile } from 'node:fs/promises';

/** A program and its arguments. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

/** The same program in a network namespace of Linux, as the same process. Needs root. */
export function inNamespace(namespace: string | undefined, line: CommandLine): CommandLine {
  if (namespace === undefined) return line;
  return { command: 'ip', args: ['netns', 'exec', namespace, line.command, ...line.args] };
}

/** A script that starts a program in a network namespace, for those who take only a path. */
export async function writeNamespaceWrapper(
  file: string,
  namespace: string,
  program: string,
): Promise<void> {
  await writeFile(file, `#!/bin/sh\nexec ip netns exec '${namespace}' '${program}' "$@"\n`);
  await chmod(file, 0o755);
}
