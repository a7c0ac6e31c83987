import type { Front } from '../front.ts';
import { frontKey } from '../selector/candidate.ts';

/** A front with what an import says of it; what the import leaves open stays. */
export function mergeFront(stored: Front, imported: Front): Front {
  const { technique } = imported.technique === 'auto' ? stored : imported;
  return { ...stored, ...imported, technique };
}

/** The stored fronts with the imported ones, which come last where they are new. */
export function mergeFronts(stored: readonly Front[], imported: readonly Front[]): Front[] {
  const merged = new Map(stored.map((front) => [frontKey(front), front]));
  for (const front of imported) {
    const key = frontKey(front);
    const known = merged.get(key);
    merged.set(key, known ? mergeFront(known, front) : front);
  }
  return [...merged.values()];
}

/** Whether two fronts say the same. Fields come in any order. */
export function sameFront(one: Front, other: Front): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Front>;
  return [...keys].every((key) => String(one[key]) === String(other[key]));
}
