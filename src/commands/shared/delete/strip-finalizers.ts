import { isApiError } from '../../../cluster/api-error.ts';
import type { JsonPatchOperation } from '../../../cluster/kube-api.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { readLive } from '../apply/apply-object.ts';
import type { Session } from '../session.ts';
import { keyOfDoomed } from './delete-object.ts';
import type { Doomed } from './doomed.ts';

/** The garbage collector's own: it takes them off when the children are gone, or set free. */
const COLLECTOR: ReadonlySet<string> = new Set(['foregroundDeletion', 'orphan']);

/** Somebody else may change the list between our look and our patch. */
const TRIES = 5;

/** The finalizers that stripping takes off. */
export function strippable(finalizers: readonly string[] | undefined): readonly string[] {
  return (finalizers ?? []).filter((finalizer) => !COLLECTOR.has(finalizer));
}

/**
 * Takes the finalizers off an object that is being deleted, so that it goes without what they were to clean up. Gives the ones taken off.
 * An object that was made anew is not touched.
 */
export async function stripFinalizers(session: Session, doomed: Doomed, signal: AbortSignal): Promise<readonly string[]> {
  const { type, object } = doomed;
  const key = keyOfDoomed(doomed);
  for (let tried = 0; tried < TRIES; tried += 1) {
    const live = await readLive(session, type, key, signal);
    if (live === undefined || live.metadata.uid !== object.metadata.uid || live.metadata.deletionTimestamp === undefined) return [];
    const all = live.metadata.finalizers ?? [];
    const stripped = strippable(all);
    if (stripped.length === 0) return [];
    const kept = all.filter((finalizer) => !stripped.includes(finalizer));
    const operations: readonly JsonPatchOperation[] = [
      { op: 'test', path: '/metadata/uid', value: object.metadata.uid },
      { op: 'test', path: '/metadata/finalizers', value: all },
      { op: 'replace', path: '/metadata/finalizers', value: kept },
    ];
    const isDone = await session.during({ verb: 'patch', type, ...key }, async () => {
      try {
        await session.api.patch(type, key, { type: 'json', operations }, { signal });
        return true;
      } catch (error) {
        if (isApiError(error, 'NotFound')) return true;
        if (isApiError(error, 'Conflict', 'Invalid')) return false;
        throw error;
      }
    });
    if (isDone) return stripped;
  }
  throw new CliError({
    exit: EXIT.conflict,
    message: `the finalizers of ${type.kind} ${key.name} keep changing`,
    fix: 'stop what sets them, and run the command again',
  });
}
