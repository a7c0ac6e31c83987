import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test, vi } from 'vitest';
import { builtHelper } from './built-helper.ts';
import { Sandbox } from './sandbox.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const program = builtHelper();
const [UP, CTRL_C] = ['\x1b[A', '\x03'];

/** `frontage install` in a terminal, which is answered with these keys. */
async function inTerminal(sandbox: Sandbox, keys: readonly string[]) {
  const command = `stty cols 80 rows 40; '${process.execPath}' '${program}' install`;
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...sandbox.env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
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
