import type { Collector } from './collector.ts';
import { ImportError } from './import-error.ts';
import { keyPath } from './place.ts';
import { printable } from './printable.ts';

/**
 * Reads an object of somebody else's format: keys in any case, as Go's decoders take them, each
 * value of the type it must have, and every key that nobody asked for reported.
 *
 * `null` counts as absent.
 */
export class Fields {
  readonly path: string;
  readonly #collector: Collector;
  readonly #unread = new Map<string, [key: string, value: unknown]>();

  /** @throws ImportError for anything but an object with distinct keys */
  constructor(value: unknown, path: string, collector: Collector) {
    if (!isObject(value)) throw wrongType(path, '', 'object');
    this.path = path;
    this.#collector = collector;
    for (const entry of Object.entries(value)) {
      const key = entry[0].toLowerCase();
      if (this.#unread.has(key)) {
        throw new ImportError('repeated-key', { path }, { key: printable(entry[0]) });
      }
      this.#unread.set(key, entry);
    }
  }

  text(key: string): string | undefined {
    return this.#take(key, 'text', (value) => typeof value === 'string');
  }

  /** Text, where `null` means something else than a key that is not there. */
  nullableText(key: string): string | null | undefined {
    const isNull = this.#unread.get(key.toLowerCase())?.[1] === null;
    return isNull ? (this.text(key) ?? null) : this.text(key);
  }

  /** Text, which may not be empty either. */
  requiredText(key: string): string {
    const text = this.text(key)?.trim();
    if (text) return text;
    throw new ImportError('missing', { path: this.pathOf(key) }, { key });
  }

  number(key: string): number | undefined {
    return this.#take(key, 'number', (value) => typeof value === 'number');
  }

  flag(key: string): boolean | undefined {
    return this.#take(key, 'true or false', (value) => typeof value === 'boolean');
  }

  list(key: string): unknown[] | undefined {
    return this.#take(key, 'list', Array.isArray);
  }

  texts(key: string): string[] | undefined {
    const isText = (value: unknown) => typeof value === 'string';
    return this.#take(key, 'list of texts', (list) => Array.isArray(list) && list.every(isText));
  }

  object(key: string): Fields | undefined {
    const value = this.#take<object>(key, 'object', isObject);
    return value && new Fields(value, this.pathOf(key), this.#collector);
  }

  /** Any value, for a schema to judge. */
  value(key: string): unknown {
    return this.#take(key, '', () => true);
  }

  /** All that was not read yet, where keys are names of somebody's choosing. */
  rest(): [key: string, value: unknown][] {
    const entries = [...this.#unread.values()];
    this.#unread.clear();
    return entries;
  }

  /** Says of these keys, where present, that nothing is done with them. */
  unused(...keys: string[]): void {
    for (const key of keys) {
      if (this.value(key) === undefined) continue;
      this.#collector.remark('unused-key', { path: this.pathOf(key) }, { key });
    }
  }

  /** Reports the keys that no one asked for. */
  done(): void {
    for (const [key] of this.rest()) {
      const place = { path: this.pathOf(key) };
      this.#collector.remark('unknown-key', place, { key: printable(key) });
    }
  }

  pathOf(key: string): string {
    return keyPath(this.path, key);
  }

  #take<T>(key: string, expected: string, fits: (value: unknown) => boolean): T | undefined {
    const entry = this.#unread.get(key.toLowerCase());
    this.#unread.delete(key.toLowerCase());
    const value = entry?.[1];
    if (value === undefined || value === null) return undefined;
    if (!fits(value)) throw wrongType(this.pathOf(key), key, expected);
    return value as T;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object has one of these keys, in any case. */
export function hasKey(value: unknown, ...keys: string[]): boolean {
  if (!isObject(value)) return false;
  const present = new Set(Object.keys(value).map((key) => key.toLowerCase()));
  return keys.some((key) => present.has(key.toLowerCase()));
}

function wrongType(path: string, key: string, expected: string): ImportError {
  return new ImportError('wrong-type', { path }, { key, expected });
}
