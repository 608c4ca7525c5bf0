import type { Connection } from '../../src/cluster/connect.ts';
import { isApiError } from '../../src/cluster/api-error.ts';
import { hashOf } from '../../src/kernel/hash.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { apiVersionOf, isOfType, type ResourceType } from '../../src/kernel/resource-type.ts';
import { abiInstance } from '../../src/reconcile/abi/abi-instance.ts';
import { inParallel } from './in-parallel.ts';

/** The type of a manifest that an AbiInstance has for a child. */
export function childTypeOf(manifest: Manifest): ResourceType {
  const found = abiInstance.children.find(({ type }) => isOfType(manifest, type));
  if (found === undefined)
    throw new Error(`${apiVersionOf({ group: '', version: manifest.apiVersion })} ${manifest.kind} is no child type`);
  return found.type;
}

/** Each different manifest once. */
export function distinct(manifests: readonly Manifest[]): readonly Manifest[] {
  return [...new Map(manifests.map((manifest) => [hashOf(manifest), manifest])).values()];
}

/** What the API server has against manifests, by dry run: its words, each with the manifest. Empty where it takes them all. */
export async function refusedOf({ api }: Pick<Connection, 'api'>, manifests: readonly Manifest[]): Promise<readonly string[]> {
  const answers = await inParallel(16, manifests, async (manifest) => {
    try {
      await api.apply(childTypeOf(manifest), manifest, { fieldManager: 'abi-operator', dryRun: true });
      return [];
    } catch (error) {
      if (!isApiError(error)) throw error;
      return [`${manifest.kind}: ${error.message}`];
    }
  });
  return answers.flat();
}
