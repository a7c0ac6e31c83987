import { accessSync, constants } from 'node:fs';
import { findProgram } from '../../dev/system-packages.ts';

/** What a row needs is not there. `message` says what to do. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError';
  readonly code = 'REQUIREMENT';
}

const PACKAGE_OF = { ip: 'iproute2', cc: 'gcc libc6-dev' } as const;
type Program = keyof typeof PACKAGE_OF;

/** What an emulated path is built of. */
export interface Means {
  readonly isRoot: boolean;
  readonly hasTun: boolean;
  readonly missingPrograms: readonly Program[];
}

/** What is to be done before a path can be emulated; nothing if it can. */
export function lacking({ isRoot, hasTun, missingPrograms }: Means): string[] {
  const packages = missingPrograms.map((program) => PACKAGE_OF[program]);
  return [
    ...(isRoot ? [] : ['root, for network namespaces (sudo npm run bench)']),
    // Only root can tell: to all others it is closed.
    ...(isRoot && !hasTun ? ['/dev/net/tun (modprobe tun)'] : []),
    ...(packages.length > 0 ? [`packages (apt-get install ${packages.join(' ')})`] : []),
  ];
}

/** Throws unless an emulated path can be built here. */
export function requireEmulation(): void {
  const programs = Object.keys(PACKAGE_OF) as Program[];
  const lacks = lacking({
    isRoot: process.getuid?.() === 0,
    hasTun: canWrite('/dev/net/tun'),
    missingPrograms: programs.filter((program) => !findProgram(program)),
  });
  if (lacks.length > 0) throw new RequirementError(`An emulated path needs ${lacks.join(', ')}.`);
}

function canWrite(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
