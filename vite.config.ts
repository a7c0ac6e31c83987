import { fileURLToPath } from 'node:url';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig, type UserConfig } from 'vite';
import { manifestFor } from './dev/extension-manifest.ts';
import { lazyBuiltins } from './dev/lazy-builtins.ts';
import pkg from './package.json' with { type: 'json' };

const define = {
  __VERSION__: JSON.stringify(pkg.version),
  __SINGLE_FILE__: 'false',
  __HELPER_FILES__: '[]',
};

const forHelper: UserConfig = {
  plugins: [lazyBuiltins()],
  resolve: {
    alias: { bufferutil: fileURLToPath(new URL('src/helper/agent/unmask.ts', import.meta.url)) },
  },
};

/**
 * `vite build --mode chrome | firefox | helper | single-file | server`: one mode for each thing that
 * ships. `single-file` is what `npm run package` puts into an executable.
 */
export default defineConfig(({ mode }) => {
  switch (mode) {
    case 'chrome':
    case 'firefox':
      return extension(mode);
    case 'helper':
      return { ...program('src/helper/main.ts', 'frontage.js'), ...forHelper };
    case 'single-file':
      return singleFile();
    case 'server':
      return program('src/server/main.ts', 'frontage-server.js');
    default:
      throw new Error(`There is no build called “${mode}”.`);
  }
});

function extension(browser: 'chrome' | 'firefox'): UserConfig {
  return {
    define,
    plugins: [crx({ manifest: manifestFor(browser) as ManifestV3Export, browser })],
    oxc: { jsx: { importSource: 'preact' } },
    build: {
      outDir: `dist/${browser}`,
      emptyOutDir: true,
      // The popup's chunks are asked for at once, not one after the other.
      modulePreload: { polyfill: false },
      target: browser === 'chrome' ? 'chrome130' : 'firefox142',
      rolldownOptions: {
        // Each further file takes from the time to the popup's first paint.
        output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
      },
    },
  };
}

/** The helper as Node's single executables take it: CommonJS. */
function singleFile(): UserConfig {
  return {
    ...forHelper,
    define: { ...define, __SINGLE_FILE__: 'true' },
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: 'src/helper/main.ts',
      outDir: 'dist/single-file',
      target: 'node24',
      minify: true,
      rolldownOptions: {
        output: { entryFileNames: 'frontage.cjs', codeSplitting: false, format: 'cjs' },
      },
    },
  };
}

/** A Node program as one file that runs without `node_modules`. */
function program(entry: string, fileName: string): UserConfig {
  return {
    define,
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: 'dist',
      emptyOutDir: false,
      target: 'node24',
      rolldownOptions: {
        output: {
          entryFileNames: fileName,
          codeSplitting: false,
          banner: '#!/usr/bin/env node',
        },
      },
    },
  };
}
