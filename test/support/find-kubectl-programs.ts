import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
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
