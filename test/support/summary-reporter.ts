import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

function countTests(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Counts {
  let passed = 0;
  let failed = unhandled.length;
  for (const module of modules) {
    failed += module.errors().length;
    for (const suite of module.children.allSuites()) failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      if (state === 'failed') failed += 1;
    }
  }
  return { passed, failed };
}

/**
 * A vitest reporter that adds one plain last line, `N passed, N failed`, over all projects. A file that could not be loaded, a suite whose
 * hook threw and an error outside any test count as one failure each; skipped tests count as neither.
 */
export function summaryReporter(): Reporter {
  return {
    onTestRunEnd: (modules, unhandled) => {
      const { passed, failed } = countTests(modules, unhandled);
      process.stdout.write(`${passed} passed, ${failed} failed\n`);
    },
  };
}
