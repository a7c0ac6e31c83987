import type { Plugin } from 'vite';

const PREFIX = '\0lazy:';

/**
 * Loads each of Node's own modules when the first module of ours that needs it does. The bundler
 * would load them all at the start, and `http2` and `tls` alone cost a program that a browser waits
 * for a third of its time.
 */
export function lazyBuiltins(): Plugin {
  return {
    name: 'lazy-builtins',
    enforce: 'pre',
    resolveId(id, importer) {
      // The bundler's own code must come first of all.
      if (!id.startsWith('node:') || importer?.includes('rolldown')) return null;
      return `${PREFIX}${id}`;
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const name = JSON.stringify(id.slice(PREFIX.length));
      return `module.exports = process.getBuiltinModule(${name});`;
    },
  };
}
