import * as v from 'valibot';
import type { Platform } from './platform.ts';

const HelperFiles = v.array(
  v.object({ name: v.string(), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
);

/** A file of the release. `sha256`: null where the extension was built before it was known. */
export interface HelperFile {
  readonly name: string;
  readonly sha256: string | null;
}

/** The helper for a system, as packaging names it, of the extension's own version. */
export function helperFile(
  version: string,
  { system, arch }: Platform,
  known: unknown = __HELPER_FILES__,
): HelperFile {
  const name = `frontage-${version}-${system}-${arch}${system === 'win32' ? '.exe' : ''}`;
  const file = v.parse(HelperFiles, known).find((each) => each.name === name);
  return { name, sha256: file?.sha256 ?? null };
}

/** What the person runs, in the folder of the file. */
export function installCommand({ name }: HelperFile, { system }: Platform): string {
  if (system === 'win32') return `.\\${name} install`;
  return `chmod +x ${name} && ./${name} install`;
}
