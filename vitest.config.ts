import { defineConfig } from 'vitest/config';
import { summaryReporter } from './test/support/summary-reporter.ts';

/** What a slow machine may take before a condition that is polled for counts as missed. */
const PATIENT = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    reporters: ['default', summaryReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          expect: PATIENT,
          testTimeout: 30_000,
          include: ['src/**/*.test.{ts,tsx}', 'test/*.test.ts', 'test/support/**/*.test.ts', 'test/bench/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'cluster',
          expect: PATIENT,
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: ['test/support/control-plane-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
