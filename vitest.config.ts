import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LastFileSequencer } from './test/support/last-file-sequencer.ts';
import { summaryReporter } from './test/support/summary-reporter.ts';

/** What a slow machine may take before a condition that is polled for counts as missed. */
const PATIENT = { poll: { timeout: 30_000 } };

/** What a test, and what it needs before and after, may take there. In milliseconds. */
const TIMES = { testTimeout: 120_000, hookTimeout: 120_000 };

/** The same suites run against the sandbox and against a real API server; the real one is right. */
const ON_BOTH_SERVERS = ['test/conformance/**/*.test.ts', 'test/kubectl/**/*.test.ts', 'test/server/**/*.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', summaryReporter()],
    sequence: { sequencer: LastFileSequencer },
    // Also on two cores: the tests of the project unit need no servers of their own.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          expect: PATIENT,
          globalSetup: ['test/support/build-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['src/**/*.test.{ts,tsx}', 'test/*.test.ts', 'test/support/**/*.test.ts', 'test/bench/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'sandbox',
          expect: PATIENT,
          include: [...ON_BOTH_SERVERS, 'test/sandbox/**/*.test.ts'],
          globalSetup: ['test/support/build-setup.ts'],
          setupFiles: ['test/support/sandbox-setup.ts'],
          ...TIMES,
          // Each file has a sandbox of its own; the real API server of the other project is one for all.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'cluster',
          expect: PATIENT,
          include: [...ON_BOTH_SERVERS, 'test/cluster/**/*.test.ts'],
          globalSetup: ['test/support/build-setup.ts', 'test/support/control-plane-setup.ts'],
          ...TIMES,
          sequence: { groupOrder: 2 },
          fileParallelism: false,
        },
      },
    ],
  },
});
