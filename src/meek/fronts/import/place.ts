import { printable } from './printable.ts';

/** Where in the imported text something stands: a line counted from 1, or a JSON path. */
export type Place = { readonly line: number } | { readonly path: string };

/** The document as a whole. */
export const WHOLE: Place = { path: '' };

/** `path.key`, or `path["a key"]` where the key is no plain word. */
export function keyPath(path: string, key: string): string {
  const shown = printable(key);
  if (!/^[\w$-]+$/.test(shown)) return `${path}[${JSON.stringify(shown)}]`;
  return path === '' ? shown : `${path}.${shown}`;
}

export function indexPath(path: string, index: number): string {
  return `${path}[${index}]`;
}
