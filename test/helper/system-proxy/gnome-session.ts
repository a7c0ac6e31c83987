import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { ensureSystemPackages } from '../../../dev/system-packages.ts';

const run = promisify(execFile);

/** A GNOME session's settings, on a message bus of their own. */
export interface GnomeSession extends AsyncDisposable {
  /** What a program needs to be in it. */
  readonly environment: Record<string, string>;
  /** A key below `org.gnome.system.proxy`, as ` mode` or `.http port`. */
  get(key: string): Promise<string>;
  set(key: string, value: string): Promise<void>;
  /** Every proxy setting, a line each. */
  all(): Promise<string>;
}

export async function startGnomeSession(): Promise<GnomeSession> {
  await ensureSystemPackages(['dbus-daemon', 'gsettings']);
  const folder = mkdtempSync(join(tmpdir(), 'frontage-gnome-'));
  const own = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_RUNTIME_DIR: join(folder, 'run') };
  for (const each of Object.values(own)) mkdirSync(each, { mode: 0o700 });
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    env: { PATH: process.env.PATH, HOME: folder, ...own },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(daemon, 'exit');
  const [address] = (await once(createInterface(daemon.stdout), 'line')) as [string];
  const environment = {
    ...own,
    DBUS_SESSION_BUS_ADDRESS: address,
    XDG_CURRENT_DESKTOP: 'GNOME',
  };
  const gsettings = async (...args: string[]): Promise<string> => {
    const env = { PATH: process.env.PATH, HOME: folder, ...environment };
    return (await run('gsettings', args, { env })).stdout.trim();
  };
  return {
    environment,
    get: (key) => gsettings('get', ...words(key)),
    set: async (key, value) => void (await gsettings('set', ...words(key), value)),
    all: () => gsettings('list-recursively', 'org.gnome.system.proxy'),
    async [Symbol.asyncDispose]() {
      daemon.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function words(key: string): string[] {
  return `org.gnome.system.proxy${key}`.split(' ');
}
