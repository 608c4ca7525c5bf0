import type { JsonObject } from '../../../kernel/json.ts';
import { junitXml } from '../../../output/junit.ts';
import type { CheckResult, CheckState } from './check-result.ts';

/** What `-o` may say. */
export const CHECK_FORMATS = ['text', 'json', 'junit'] as const;

function count(results: readonly CheckResult[], state: CheckState): number {
  return results.filter((result) => result.state === state).length;
}

/** `state check: message`, with the remedy below, in columns. */
export function checksText(results: readonly CheckResult[]): string {
  const width = Math.max(...results.map(({ state }) => state.length));
  return results
    .map(
      ({ check, state, message, fix }) =>
        `${state.padEnd(width)}  ${check}: ${message}\n${fix === undefined ? '' : `${' '.repeat(width)}  fix: ${fix}\n`}`,
    )
    .join('');
}

/** The report in the group of the entry point; fields are only ever added. */
export function checksReport(domain: string, results: readonly CheckResult[]): JsonObject {
  const states = ['ok', 'warning', 'failed', 'unknown'] as const;
  const summary = { total: results.length, ...Object.fromEntries(states.map((state) => [state, count(results, state)])) };
  return { apiVersion: `cli.${domain}/v1`, kind: 'CheckReport', summary, checks: results };
}

/** JUnit: a case per check. A warning passes; what could not be looked at is skipped. */
export function checksJunit(results: readonly CheckResult[]): string {
  const cases = results.map(({ check, state, message, fix }) => ({
    name: check,
    failures: state === 'failed' ? [{ message, type: 'check', text: fix === undefined ? '' : `fix: ${fix}` }] : [],
    ...(state === 'unknown' && { skipped: message }),
  }));
  return junitXml('check', [{ name: 'check', cases }]);
}
