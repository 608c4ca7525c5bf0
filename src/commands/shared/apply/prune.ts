import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { controllerOf } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { usageError } from '../../../output/cli-error.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import { goesFirst } from '../apply-manifests.ts';
import type { Typed } from '../apply-manifests.ts';
import type { Session } from '../session.ts';
import { listAll } from './list-all.ts';

/** An object that bears the label and stands in no file any more. */
export interface Prunable {
  readonly type: ResourceType;
  readonly object: KubeObject;
}

function identity(type: ResourceType, namespace: string | undefined, name: string): string {
  return JSON.stringify([resourceNameOf(type), namespace ?? '', name]);
}

/**
 * What `--prune-selector` would delete: objects of the types and in the namespaces of the files that bear the label and stand in no file.
 * Never a Namespace or a CustomResourceDefinition (everything in them would go too), nor what a controller owns or is already going.
 */
export async function findPrunable(
  session: Session,
  manifests: readonly Typed[],
  selector: string,
  signal: AbortSignal,
): Promise<readonly Prunable[]> {
  if (selector.trim() === '') throw usageError('--prune-selector must not be empty', 'an empty one would select everything');
  const kept = new Set(manifests.map(({ type, manifest }) => identity(type, manifest.metadata.namespace, manifest.metadata.name)));
  const places = new Map(
    manifests
      .filter(({ manifest }) => !goesFirst(manifest))
      .map(({ type, manifest }) => [identity(type, manifest.metadata.namespace, ''), { type, namespace: manifest.metadata.namespace }]),
  );
  const found = await Promise.all(
    [...places.values()].map(async ({ type, namespace }) => {
      const objects = await listAll(session, type, { namespace, labelSelector: selector, signal });
      return objects.map((object) => ({ type, object }));
    }),
  );
  return found
    .flat()
    .filter(({ type, object: { metadata } }) => !kept.has(identity(type, metadata.namespace, metadata.name)))
    .filter(({ object }) => controllerOf(object) === undefined && object.metadata.deletionTimestamp === undefined);
}

/** Deletes one of them, with its uid as precondition. Gives what to say: `pruned`, or that it was gone or made anew meanwhile. */
export async function pruneOne(session: Session, { type, object }: Prunable, dryRun: DryRun, signal: AbortSignal): Promise<string> {
  const { name, namespace, uid } = object.metadata;
  if (dryRun === 'client') return 'pruned';
  return await session.during({ verb: 'delete', type, name, namespace }, async () => {
    try {
      await session.api.remove(
        type,
        { name, ...(namespace !== undefined && { namespace }) },
        { uid, propagation: 'Background', dryRun: dryRun === 'server', signal },
      );
      return 'pruned';
    } catch (error) {
      if (isApiError(error, 'NotFound')) return 'gone already';
      if (isApiError(error, 'Conflict')) return 'left alone: it was made anew meanwhile';
      throw error;
    }
  });
}

/** What is about to be pruned, for the question. */
export function prunableText(prunable: readonly Prunable[]): string {
  const names = prunable.map(({ object }) => {
    const { namespace } = object.metadata;
    return namespace === undefined ? resourceName(object) : `${resourceName(object)} in namespace ${namespace}`;
  });
  return names.map((name) => `  ${name}\n`).join('');
}
