import { accessSync, constants } from 'node:fs';
import { findProgram } from '../../dev/system-packages.ts';

/** What a row needs is not there. `message` says what to do. */
export class RequirementError extends Error {
  override readonly name = 'RequirementError';
  readonly code = 'REQUIREMENT';
}

const PACKAGE_OF = { ip: 'iproute2', cc: 'gcc libc6-dev' } as const;

/** Throws unless an emulated path can be built here. */
export function requireEmulation(): void {
  const missing = Object.entries(PACKAGE_OF).filter(([program]) => !findProgram(program));
  const packages = missing.map(([, names]) => names);
  const wants = [
    ...(process.getuid?.() === 0 ? [] : ['root (sudo npm run bench)']),
    ...(canWrite('/dev/net/tun') ? [] : ['/dev/net/tun (modprobe tun)']),
    ...(packages.length > 0 ? [`packages (apt-get install ${packages.join(' ')})`] : []),
  ];
  if (wants.length > 0) throw new RequirementError(`An emulated path needs ${wants.join(', ')}.`);
}

function canWrite(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
