import type { CheckResult } from '../../src/commands/shared/check/check-result.ts';
import { loadKnowledge } from '../../src/commands/shared/describe-object/load-knowledge.ts';
import { assembleFacts } from '../../src/commands/shared/doctor/assemble-facts.ts';
import type { Facts, OperatorLook } from '../../src/commands/shared/doctor/facts.ts';
import { DAEMON_SET, OF_CLUSTER, OF_NAMESPACES } from '../../src/commands/shared/doctor/looked-through.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { KIND_IDENTITIES } from '../../src/commands/shared/kind-identities.ts';
import type { Link } from '../../src/commands/shared/why/link.ts';
import { summarisedSecret } from '../../src/reconcile/engine/secret-summary.ts';
import type { KubeObject, Ref } from '../../src/kernel/kube-object.ts';
import type { Lookup } from '../../src/reconcile/engine/contract.ts';

/** When the facts of tests were gathered. */
export const SAMPLE_NOW: number = Date.parse('2026-03-01T12:00:00Z');

export interface SampleCluster {
  readonly objects?: readonly KubeObject[];
  readonly checks?: readonly CheckResult[];
  readonly operators?: readonly OperatorLook[];
  /** Chains of causes by the name of the object. */
  readonly chains?: Readonly<Record<string, readonly Link[]>>;
  /** Kinds that may not be read. */
  readonly hidden?: readonly string[];
}

/** Facts about a cluster that is plain data: it has these objects and nothing else. */
export async function sampleFacts({ objects = [], checks = [], operators = [], chains = {}, hidden = [] }: SampleCluster): Promise<Facts> {
  const knowledgeOf = await loadKnowledge(entryPointOf('kubectl-aistack'));
  const kindOf = ({ kind, apiVersion }: KubeObject): (typeof KIND_IDENTITIES)[number] | undefined =>
    KIND_IDENTITIES.find((one) => one.kind === kind && apiVersion.startsWith(`${one.group}/`));
  const seen = [...OF_CLUSTER, ...OF_NAMESPACES, DAEMON_SET, ...KIND_IDENTITIES]
    .map(({ kind }) => kind)
    .filter((kind) => !hidden.includes(kind));
  const looks = ({ type, namespace, name }: Ref): Lookup<KubeObject> => {
    if (hidden.includes(type.kind)) return { state: 'unknown', why: 'hidden' };
    const found = objects.find(({ kind, metadata }) => kind === type.kind && metadata.name === name && metadata.namespace === namespace);
    return found === undefined
      ? { state: 'absent' }
      : { state: 'present', object: found.kind === 'Secret' ? summarisedSecret(found) : found };
  };
  const own = objects.flatMap((object) => {
    const kind = kindOf(object);
    return kind === undefined ? [] : [{ kind, object, chain: chains[object.metadata.name] ?? [] }];
  });
  const lists = new Map(seen.map((kind) => [kind, objects.filter((object) => object.kind === kind)] as const));
  return assembleFacts({ now: SAMPLE_NOW, bin: 'kubectl aistack', own, checks, operators, lists, looks }, knowledgeOf);
}
