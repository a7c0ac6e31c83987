import { ImportError } from './import-error.ts';
import { DEPTH_LIMIT, VALUE_LIMIT } from './limits.ts';
import { indexPath, keyPath, WHOLE } from './place.ts';

/** Data of no known shape yet. */
export type Parsed = null | boolean | number | string | Parsed[] | { [key: string]: Parsed };

/** Copied into an object they would change it instead of standing in it. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

interface Visit {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/** Throws where parsed data is deeper, larger or otherwise keyed than any honest document. */
export function checkShape(root: unknown): void {
  const waiting: Visit[] = [{ value: root, path: '', depth: 1 }];
  let count = 0;
  for (let visit = waiting.pop(); visit; visit = waiting.pop()) {
    const { value, path, depth } = visit;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > DEPTH_LIMIT) throw new ImportError('too-deep', { path });
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) {
      count += 1;
      if (count > VALUE_LIMIT) {
        throw new ImportError('too-many-values', WHOLE, { limit: VALUE_LIMIT });
      }
      if (typeof key === 'string' && FORBIDDEN_KEYS.has(key)) {
        throw new ImportError('forbidden-key', { path }, { key });
      }
      const child = (value as Record<string | number, unknown>)[key];
      if (typeof child !== 'object' || child === null) continue;
      const childPath = typeof key === 'number' ? indexPath(path, key) : keyPath(path, key);
      waiting.push({ value: child, path: childPath, depth: depth + 1 });
    }
  }
}
