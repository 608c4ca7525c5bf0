import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { isJsonObject } from '../../../../kernel/json.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { readAll } from '../../../shared/get/read-all.ts';
import { kindsOf } from '../../../shared/nouns.ts';
import type { ManifestDocument } from '../../../shared/read-manifests.ts';
import { readObjects, type Reading, type Scope } from '../../../shared/read-objects.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { Session } from '../../../shared/session.ts';
import type { Target } from '../../../shared/targets.ts';
import { GRAPH_KINDS, type GraphObject } from './agent-graph.ts';

const GROUP = 'kaos.tools';

/** What was read of the cluster for a graph. */
export interface GraphReading {
  readonly results: readonly { readonly target: Target; readonly result: Reading & { readonly found: readonly KubeObject[] } }[];
  readonly leftOut: readonly string[];
}

/** Reads all agents, model APIs and MCP servers of a scope: one list for each kind. */
export async function readGraphObjects(session: Session, scope: Scope, runtime: Runtime): Promise<GraphReading> {
  const kinds = kindsOf(runtime.entry).filter(({ group, kind }) => group === GROUP && GRAPH_KINDS.some((known) => known === kind));
  const targets = kinds.map((kind) => ({ kind, names: [] }));
  return await readAll(targets, runtime, (target) => readObjects(session, target, scope));
}

/** The objects of a graph among manifests. Throws a usage error for one without a name, and where there is none at all. */
export function graphObjectsIn(documents: readonly ManifestDocument[]): readonly GraphObject[] {
  const own = documents.filter(
    ({ object }) => object.apiVersion.startsWith(`${GROUP}/`) && GRAPH_KINDS.some((kind) => kind === object.kind),
  );
  if (own.length === 0) throw usageError('there is nothing to draw in these manifests', 'name files with Agents, ModelAPIs or MCPServers');
  return own.map(({ where, object }) => {
    const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
    const { name, namespace } = metadata;
    if (typeof name !== 'string' || name === '') throw usageError(`${where}: metadata.name is missing`, `give the ${object.kind} a name`);
    return {
      kind: object.kind,
      metadata: { name, ...(typeof namespace === 'string' && namespace !== '' && { namespace }) },
      spec: object['spec'],
      status: object['status'],
    };
  });
}
