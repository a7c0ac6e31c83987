import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { builtHelper } from './built-helper.ts';
import { runInTerminal } from './in-terminal.ts';
import { Sandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const program = builtHelper();
const [UP, CTRL_C] = ['\x1b[A', '\x03'];

const inTerminal = (sandbox: Sandbox, keys: readonly string[], more: NodeJS.ProcessEnv = {}) =>
  runInTerminal(`'${process.execPath}' '${program}' install`, {
    env: { ...sandbox.env, ...more },
    keys,
  });

const manifestOf = (sandbox: Sandbox, folder: string) =>
  existsSync(join(sandbox.home, folder, 'org.frontage.helper.json'));

/** Two, of which the second is the last of all that may be here besides. */
function withBrowsers(): Sandbox {
  const sandbox = new Sandbox(program);
  mkdirSync(join(sandbox.home, '.config/vivaldi'), { recursive: true });
  mkdirSync(join(sandbox.home, '.floorp'));
  return sandbox;
}

test('a terminal shows what was found, and what is ticked is written', async () => {
  const sandbox = withBrowsers();
  const { screen, code } = await inTerminal(sandbox, [UP, ' ', '\r']);
  expect(screen).toContain('Which browsers may start this helper?');
  expect(screen).toContain('◻ Vivaldi');
  expect(screen).toContain('Floorp: wrote ');
  expect(code).toBe(0);
  expect(manifestOf(sandbox, '.floorp/native-messaging-hosts')).toBe(true);
  expect(manifestOf(sandbox, '.config/vivaldi/NativeMessagingHosts')).toBe(false);
});

test('without colours the row in focus is the one that says where it writes', async () => {
  const sandbox = withBrowsers();
  const { screen, code } = await inTerminal(sandbox, [UP, ' ', '\r'], { NO_COLOR: '1' });
  const folder = join(sandbox.home, '.floorp/native-messaging-hosts');
  expect(screen.replaceAll(/\s|│/g, '')).toContain(`◻Floorp(${folder})`);
  expect(code).toBe(0);
});

test.each([
  ['ticks nothing', '\r'],
  ['presses Ctrl-C', CTRL_C],
])('whoever %s has nothing written', async (_who, key) => {
  const sandbox = withBrowsers();
  const { screen, code } = await inTerminal(sandbox, [key]);
  expect(screen).toContain('Nothing was written.');
  expect(code).toBe(1);
  expect(existsSync(join(sandbox.home, '.local'))).toBe(false);
});
