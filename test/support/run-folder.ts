import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The folder in which everything that a test run writes besides is, until its end. */
export interface RunFolder {
  readonly path: string;
  /** What is in it that nobody has removed. */
  left(): readonly string[];
  /** Removes it. Throws where it cannot be. */
  remove(): void;
}

const PREFIX = 'aistack-run-';
/** A run that is older than this is over, whatever became of it. */
const OLD_MS = 6 * 3_600_000;
/** Those of other processes of the same run may still be writing. */
const GONE = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

/** Folders that the program itself makes there: it must take them away. Tests leave theirs to the end of the run. */
const OF_PROGRAM = /^(aistack-(volumes|container|sandbox)-(?!plane-)|LIVE-|MERGED-)/;

/** Those of the names that the program has left. */
export function leftByProgram(names: readonly string[]): readonly string[] {
  return names.filter((name) => OF_PROGRAM.test(name));
}

/** What runs that were killed have left. */
function removeOld(tempRoot: string, now: number): void {
  for (const name of readdirSync(tempRoot)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = path.join(tempRoot, name);
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - changed > OLD_MS) rmSync(folder, GONE);
  }
}

/**
 * A new folder below `tempRoot` (default: the system's temporary folder). The processes that vitest runs tests in are ended without notice, so that
 * nothing can be removed at their exit: their temporary folder must be this one.
 */
export function makeRunFolder({
  tempRoot = os.tmpdir(),
  now = Date.now(),
}: { readonly tempRoot?: string; readonly now?: number } = {}): RunFolder {
  removeOld(tempRoot, now);
  const folder = mkdtempSync(path.join(tempRoot, PREFIX));
  return { path: folder, left: () => readdirSync(folder).toSorted(), remove: () => rmSync(folder, GONE) };
}
