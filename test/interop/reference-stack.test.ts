import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startProcess } from '../../dev/processes.ts';

const REFERENCE_STACK = fileURLToPath(new URL('../../dev/reference-stack.ts', import.meta.url));

test('the deployment that the documentation describes works', async () => {
  const check = await startProcess({
    command: process.execPath,
    args: [REFERENCE_STACK, '--check'],
    ready: (line) => (line.startsWith('PASS') ? true : undefined),
    readyTimeoutMs: 90_000,
  });
  expect(await check.exited).toBe(0);
});
