/** Which of the two is older, where their versions differ. */
export type VersionSkew = 'helper-older' | 'extension-older';

/** Null when the versions are the same. What is no number counts as 0. */
export function versionSkew(extension: string, helper: string): VersionSkew | null {
  const [ours, theirs] = [extension, helper].map(numbersOf) as [number[], number[]];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    const difference = (ours[at] ?? 0) - (theirs[at] ?? 0);
    if (difference !== 0) return difference > 0 ? 'helper-older' : 'extension-older';
  }
  return null;
}

function numbersOf(version: string): number[] {
  return version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
}
