import { defineConfig } from 'vitest/config';
import { PlainReporter } from './test/plain-reporter.ts';

const define = {
  __VERSION__: JSON.stringify('0.0.0-test'),
  __SINGLE_FILE__: 'false',
  __HELPER_FILES__: '[]',
};

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
        },
      },
      {
        define,
        oxc: { jsx: { importSource: 'preact' } },
        test: {
          name: 'popup',
          environment: 'happy-dom',
          include: ['test/popup/**/*.test.{ts,tsx}'],
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
          // On a machine that is short of time a browser may be late once; what fails twice is broken.
          retry: 1,
        },
      },
    ],
  },
});
