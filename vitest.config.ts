import { defineConfig } from 'vitest/config';
import { PlainReporter } from './test/plain-reporter.ts';

const define = {
  __VERSION__: JSON.stringify('0.0.0-test'),
  __SINGLE_FILE__: 'false',
  __HELPER_FILES__: '[]',
};

/**
 * Sockets, processes and browsers may be late once on a machine that is short of time; what fails
 * twice is broken. The last lines of a run name what needed the second try.
 */
const RETRIES = 1;

export default defineConfig({
  test: {
    reporters: ['default', new PlainReporter()],
    projects: [
      {
        define,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/popup/**', 'test/e2e/**', 'test/interop/**'],
          retry: RETRIES,
        },
      },
      {
        define,
        oxc: { jsx: { importSource: 'preact' } },
        test: {
          name: 'popup',
          environment: 'happy-dom',
          include: ['test/popup/**/*.test.{ts,tsx}'],
          retry: RETRIES,
        },
      },
      {
        define,
        test: {
          name: 'real',
          include: ['test/{e2e,interop}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          retry: RETRIES,
        },
      },
    ],
  },
});
