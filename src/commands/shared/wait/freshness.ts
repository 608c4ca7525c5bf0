import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { compareResourceVersions } from '../../../kernel/resource-version.ts';

/**
 * Whether a status may be believed. `current`: it speaks of the newest spec. `stale`: it does not, `why` says so. `unsaid`: its operator does
 * not tell which spec it speaks of.
 */
export type Freshness = { readonly is: 'current' } | { readonly is: 'stale'; readonly why: string } | { readonly is: 'unsaid' };

/** Generations count from 1: the 0 that a schema fills in for a status without `observedGeneration` says nothing. */
export function generationIn(value: unknown): number | undefined {
  const observed = isJsonObject(value) ? value['observedGeneration'] : undefined;
  return typeof observed === 'number' && observed > 0 ? observed : undefined;
}

/** The generation that a status must have seen: the object's own, and never less than that of our own write. */
export function generationWanted(object: KubeObject, wrote: KubeObject | undefined): number {
  return Math.max(object.metadata.generation ?? 0, wrote?.metadata.generation ?? 0);
}

/** Whether the object is seen in a version newer than the one that our own write returned. Without such a write: always. */
export function isNewerThan(object: KubeObject, wrote: KubeObject | undefined): boolean {
  return wrote === undefined || compareResourceVersions(object.metadata.resourceVersion, wrote.metadata.resourceVersion) > 0;
}

/** Compares `status.observedGeneration` with the generation wanted; where there is none, at least a newer version than ours must be seen. */
export function freshnessOf(object: KubeObject, wrote: KubeObject | undefined): Freshness {
  const observed = generationIn(object['status']);
  const wanted = generationWanted(object, wrote);
  if (observed === undefined) {
    return isNewerThan(object, wrote) ? { is: 'unsaid' } : { is: 'stale', why: 'nothing has happened since it was written' };
  }
  if (observed >= wanted) return { is: 'current' };
  return { is: 'stale', why: `its status is of generation ${observed}, and its spec is at ${wanted}` };
}
