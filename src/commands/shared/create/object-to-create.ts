import type { JsonObject } from '../../../kernel/json.ts';
import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import { objectName } from '../../../kinds/shared/names.ts';
import { usageError } from '../../../output/cli-error.ts';

export interface ObjectMetadata {
  readonly name: string;
  /** Absent: left out of the manifest. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

function checkName(kind: KindDefinition, name: string, spec: JsonObject): void {
  const parsed = kind.spec.safeParse(spec);
  const own = parsed.success ? kind.nameProblem?.(name, parsed.data) : undefined;
  const general = objectName().safeParse(name).error?.issues[0]?.message;
  const problem = own?.replace(/^metadata\.name /, '') ?? general;
  if (problem !== undefined) throw usageError(`"${name}" is no name for a ${kind.kind}: it ${problem}`, 'choose another name');
}

/** The manifest of a new object. Throws a usage error for a name that the kind does not take. */
export function objectToCreate(kind: KindDefinition, metadata: ObjectMetadata, spec: JsonObject): Manifest {
  const { name, namespace, labels, annotations } = metadata;
  checkName(kind, name, spec);
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      name,
      ...(kind.scope === 'Namespaced' && namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
    },
    spec,
  };
}
