import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { test, TestRunner } from 'vitest';
import { findControlPlane } from './control-plane-source.ts';
import { PROJECT_ROOT } from './project-root.ts';

function onPath(): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, 'kubectl');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Every kubectl of this machine, the one that belongs to the control plane first; empty where there is none. */
export function findKubectls(): readonly string[] {
  const source = findControlPlane(process.env, PROJECT_ROOT);
  const own =
    source.from === 'folder'
      ? path.join(source.folder, 'kubectl')
      : source.from === 'script'
        ? path.join(execFileSync(source.script, ['assets'], { encoding: 'utf8' }).trim(), 'kubectl')
        : undefined;
  return [...new Set([own, onPath()].filter((file) => file !== undefined))];
}

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
