import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with one plain line that any tool can read. */
export class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    // A file that could not be loaded has no tests to count, and must not look green.
    const broken = modules.filter((module) => module.state() === 'failed' && !hasFailed(module));
    const failed = count('failed') + broken.length + errors.length;
    const skipped = count('skipped');
    for (const test of tests) {
      if (!test.diagnostic()?.flaky) continue;
      console.log(`At the second try only: ${test.module.relativeModuleId} > ${test.fullName}`);
    }
    const line = `${count('passed')} passed, ${failed} failed`;
    console.log(skipped > 0 ? `\n${line}, ${skipped} skipped` : `\n${line}`);
  }
}

function hasFailed(module: TestModule): boolean {
  return [...module.children.allTests('failed')].length > 0;
}
