import { isJsonObject } from '../../../kernel/json.ts';
import type { KindDefinition, KindReference } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { childSchema } from '../child-schema.ts';
import type { ClusterReader, Listed } from '../describe-object/cluster-reader.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { referencesOf } from '../describe-object/references.ts';
import type { KindIdentity } from '../kind-identity.ts';

/** An object that names another one, with the field that does, where it is a field. */
export interface ObjectUser {
  readonly object: KubeObject;
  readonly field?: string;
}

/** Whether a reference of a kind may name a namespace other than its object's own. */
function reachesOut({ spec }: KindDefinition, { path }: KindReference): boolean {
  let schema = openApiSchema(spec);
  for (const step of path.slice(1)) {
    const items = schema['items'];
    const next = step === '*' ? (isJsonObject(items) ? items : undefined) : childSchema(schema, step);
    if (next === undefined) return false;
    schema = next;
  }
  return childSchema(schema, 'namespace') !== undefined;
}

/** The objects of one kind that may name `root`: of all namespaces where a reference reaches that far and they may be listed. */
async function candidates(reader: ClusterReader, kind: KindIdentity, namespace: string | undefined, isWide: boolean): Promise<Listed> {
  if (kind.scope === 'Cluster' || namespace === undefined) return reader.list(kind);
  const all = isWide ? await reader.list(kind) : undefined;
  return all === undefined || all.state === 'unknown' ? reader.list(kind, { namespace }) : all;
}

/** Who among the objects of the kinds names `root`. Kinds that cannot name its type are not read. */
export async function readUsers(
  reader: ClusterReader,
  kinds: readonly KindIdentity[],
  knowledgeOf: KnowledgeOf,
  type: ResourceType,
  root: KubeObject,
): Promise<readonly ObjectUser[]> {
  const { name, namespace, uid } = root.metadata;
  const isType = (other: ResourceType): boolean => resourceNameOf(other) === resourceNameOf(type);
  const found = await Promise.all(
    kinds.map(async (kind): Promise<readonly ObjectUser[]> => {
      const { definition, reconciler } = knowledgeOf(kind);
      const references = (definition?.references ?? []).filter(({ to }) => isType(to));
      if (references.length === 0 && reconciler?.wakes.some((wake) => isType(wake.type)) !== true) return [];
      const isWide = definition !== undefined && references.some((reference) => reachesOut(definition, reference));
      const listed = await candidates(reader, kind, namespace, isWide);
      if (listed.state !== 'read') return [];
      return listed.objects.flatMap((object): readonly ObjectUser[] => {
        const naming = referencesOf(object, definition, reconciler).find(
          (one) => isType(one.type) && one.name === name && one.namespace === namespace,
        );
        if (naming === undefined || object.metadata.uid === uid) return [];
        return [{ object, ...(naming.field !== undefined && { field: naming.field }) }];
      });
    }),
  );
  return found.flat();
}
