import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withServicesHeld } from './held-services.ts';

/** The Debian package of each program that development and the tests run. */
const PACKAGE_OF = {
  // Not the package of that name, which starts it: this one has the program and its modules.
  apache2: 'apache2-bin',
  caddy: 'caddy',
  certutil: 'libnss3-tools',
  chromium: 'chromium',
  curl: 'curl',
  'dbus-daemon': 'dbus-daemon',
  dig: 'bind9-dnsutils',
  firefox: 'firefox-esr',
  gsettings: 'libglib2.0-bin',
  haproxy: 'haproxy',
  hitch: 'hitch',
  microsocks: 'microsocks',
  nginx: 'nginx',
  obfs4proxy: 'obfs4proxy',
  varnishd: 'varnish',
  xdotool: 'xdotool',
  Xvfb: 'xvfb',
} as const;

export type SystemProgram = keyof typeof PACKAGE_OF;

/** What Debian starts with a package of these: the tests start their own. */
const SERVICE_OF: { readonly [program in SystemProgram]?: string } = {
  caddy: 'caddy',
  haproxy: 'haproxy',
  hitch: 'hitch',
  nginx: 'nginx',
  varnishd: 'varnish',
};

/** What a program is of no use without, and a file by which it is known to be there. */
const DATA_OF: { readonly [program in SystemProgram]?: { file: string; packages: string[] } } = {
  gsettings: {
    file: '/usr/share/glib-2.0/schemas/org.gnome.system.proxy.gschema.xml',
    packages: ['gsettings-desktop-schemas', 'dconf-gsettings-backend'],
  },
};

/** Where Debian has servers; the PATH of most people leaves it out. */
const SERVER_FOLDER = '/usr/sbin';

export type SystemPackagesErrorCode =
  /** A name that this file has no package for. */
  | 'SYSTEM_PACKAGES_UNKNOWN'
  /** Programs are missing, and only the person can install them. */
  | 'SYSTEM_PACKAGES_MISSING'
  /** apt-get was run and failed. */
  | 'SYSTEM_PACKAGES_INSTALL_FAILED';

export class SystemPackagesError extends Error {
  override readonly name = 'SystemPackagesError';
  readonly code: SystemPackagesErrorCode;

  constructor(code: SystemPackagesErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Installs what is missing of these programs as root on Debian; elsewhere says how, and throws. */
export async function ensureSystemPackages(programs: readonly SystemProgram[]): Promise<void> {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return;

  const packages = [...new Set(missing.flatMap(packagesOf))];
  if (process.getuid?.() !== 0 || !findProgram('apt-get')) {
    console.error(`sudo apt-get install ${packages.join(' ')}`);
    const services = missing.flatMap((program) => SERVICE_OF[program] ?? []);
    if (services.length > 0) console.error(`sudo systemctl disable --now ${services.join(' ')}`);
    throw new SystemPackagesError(
      'SYSTEM_PACKAGES_MISSING',
      `These programs are needed and not installed: ${missing.join(', ')}.`,
    );
  }
  await aptGet(['update']);
  const install = () => aptGet(['install', '-y', '--no-install-recommends', ...packages]);
  if (missing.some((program) => program in SERVICE_OF)) await withServicesHeld(install);
  else await install();

  const stillMissing = missing.filter((program) => !isInstalled(program));
  if (stillMissing.length > 0) {
    throw new SystemPackagesError(
      'SYSTEM_PACKAGES_INSTALL_FAILED',
      `apt-get succeeded, but these programs are not in PATH: ${stillMissing.join(', ')}.`,
    );
  }
}

function packagesOf(program: SystemProgram): string[] {
  return [PACKAGE_OF[program], ...(DATA_OF[program]?.packages ?? [])];
}

/** The path of a program in PATH, or of a server; or undefined. */
export function findProgram(name: string): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...directories, SERVER_FOLDER]
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** Debian names Firefox after its release channel; other systems do not. */
function isInstalled(program: SystemProgram): boolean {
  const data = DATA_OF[program];
  if (data && !existsSync(data.file)) return false;
  return [program, PACKAGE_OF[program]].some((name) => findProgram(name) !== undefined);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function aptGet(args: readonly string[]): Promise<void> {
  const command = `apt-get ${args.join(' ')}`;
  console.error(`Running ${command}`);
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new SystemPackagesError('SYSTEM_PACKAGES_INSTALL_FAILED', `${command} ${why}.`));
    const child = spawn('apt-get', args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    child.once('close', (status, signal) => {
      if (status === 0) resolve();
      else fail(signal ? `was ended by ${signal}` : `failed with exit status ${status}`);
    });
  });
}

function parseNames(names: readonly string[]): SystemProgram[] {
  for (const name of names) {
    if (!Object.hasOwn(PACKAGE_OF, name)) {
      const known = Object.keys(PACKAGE_OF).join(', ');
      throw new SystemPackagesError(
        'SYSTEM_PACKAGES_UNKNOWN',
        `No package is known for “${name}”. Known programs: ${known}.`,
      );
    }
  }
  return names as SystemProgram[];
}

if (import.meta.main) {
  try {
    const names = process.argv.slice(2);
    await ensureSystemPackages(
      names.length > 0 ? parseNames(names) : (Object.keys(PACKAGE_OF) as SystemProgram[]),
    );
  } catch (error) {
    if (!(error instanceof SystemPackagesError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
