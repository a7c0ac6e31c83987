import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSingleFile, type SingleFileOptions } from '../../../dev/packages/single-file.ts';
import type { Measurement, Row } from '../row.ts';
import { median } from '../statistics.ts';
import {
  type HelperCommand,
  measureRun,
  measureStart,
  type StartTimes,
} from './helper-start/hello.ts';

const STARTS = 15;

/** From the start of the program to the helper's hello, with no agent running yet. */
const REQUIRED_COLD_MS = 150;

const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'dist', 'frontage.js');

function ofSingleFile(name: string, options: SingleFileOptions): Row {
  return {
    name,
    measure: () =>
      inFolder(async (folder) => {
        const command = join(folder, 'frontage');
        await buildSingleFile(command, options);
        return compared({ command, args: [] });
      }),
  };
}

function ofScript(name: string, envIn: (folder: string) => Record<string, string>): Row {
  const { execPath: command } = process;
  return {
    name,
    measure: () => inFolder((folder) => compared({ command, args: [SCRIPT], env: envIn(folder) })),
  };
}

/** The first is what `npm run package` makes, the others what it might make. */
export const helperStartRows: readonly Row[] = [
  ofSingleFile('helper-start', {}),
  ofSingleFile('helper-start-code-cache', { codeCache: true }),
  ofSingleFile('helper-start-unminified', { minify: false }),
  ofScript('helper-start-script', () => ({})),
  ofScript('helper-start-compile-cache', (folder) => ({ NODE_COMPILE_CACHE: folder })),
];

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-start-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Beside a Node that does nothing, started in turn with it: no helper in Node can be faster. */
async function compared(helper: HelperCommand): Promise<Measurement> {
  const starts: StartTimes[] = [];
  const bareMs: number[] = [];
  await measureStart(helper);
  for (let each = 0; each < STARTS; each++) {
    starts.push(await measureStart(helper));
    bareMs.push(await measureRun(process.execPath, ['-e', '0']));
  }
  const coldMs = median(starts.map((each) => each.coldMs));
  const warmMs = Math.round(median(starts.map((each) => each.warmMs)));
  const failure = coldMs > REQUIRED_COLD_MS ? `over ${REQUIRED_COLD_MS} ms` : undefined;
  return { value: coldMs, unit: 'ms', baseline: median(bareMs), failure, params: { warmMs } };
}
