import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { loadKinds } from '../apply/load-kinds.ts';
import type { KindIdentity } from '../kind-identity.ts';

/** The definition behind an identity. */
export async function definitionOf(identity: KindIdentity): Promise<KindDefinition> {
  const kinds = await loadKinds();
  const found = kinds.find((kind) => resourceNameOf(kind) === resourceNameOf(identity));
  if (found === undefined) throw new Error(`there is no definition of ${resourceNameOf(identity)}`);
  return found;
}
