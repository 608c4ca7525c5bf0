import { test, TestRunner } from 'vitest';
import { findKubectls } from './find-kubectl-programs.ts';

const NO_KUBECTL = 'needs kubectl, and there is none on the PATH';

/** A kubectl; where there is none, the test that asks is skipped and says why. */
export function kubectlOrSkip(): string {
  const [found] = findKubectls();
  if (found === undefined) TestRunner.getCurrentTest()?.context.skip(NO_KUBECTL);
  return found ?? 'kubectl';
}

/** Makes a suite for each kubectl of this machine; one skipped test that says why where there is none. */
export function forEachKubectl(suite: (kubectl: string) => void): void {
  const all = findKubectls();
  for (const kubectl of all) suite(kubectl);
  if (all.length === 0) test('with a real kubectl', ({ skip }) => skip(NO_KUBECTL));
}
