import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Ref } from '../../../kernel/kube-object.ts';
import type { Lookup } from '../../../reconcile/engine/contract.ts';
import type { CheckResult } from '../check/check-result.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { referencesOf, type Reference } from '../describe-object/references.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { statusItem } from '../status-report.ts';
import type { Link } from '../why/link.ts';
import { belonging } from './belonging.ts';
import type { Facts, OperatorLook, OwnObject, ReferenceLook } from './facts.ts';

/** One of our objects as it was read. */
export interface ReadOwn {
  readonly kind: KindIdentity;
  readonly object: KubeObject;
  readonly chain: readonly Link[];
}

/** What was read, before rules can go by it. */
export interface ReadFacts {
  readonly now: number;
  readonly bin: string;
  readonly own: readonly ReadOwn[];
  readonly checks: readonly CheckResult[];
  readonly operators: readonly OperatorLook[];
  /** Kind → its objects; a kind that could not be read whole is not in it. */
  readonly lists: ReadonlyMap<string, readonly KubeObject[]>;
  /** What a look at a reference found. */
  readonly looks: (ref: Ref) => Lookup<KubeObject>;
}

/** Everything that an object names, each place once. */
export function allReferences(own: Pick<ReadOwn, 'kind' | 'object'>, knowledgeOf: KnowledgeOf): readonly Reference[] {
  return referencesOf(own.object, knowledgeOf(own.kind).definition, undefined);
}

function lookAt(reference: Reference, found: Lookup<KubeObject>): ReferenceLook {
  if (found.state !== 'present') return { reference, state: found.state, missingKeys: [], checksums: {} };
  const { checksums, data, binaryData } = found.object;
  const sums = isJsonObject(checksums) ? (checksums as Readonly<Record<string, string>>) : {};
  const held = new Set([sums, data, binaryData].flatMap((part) => (isJsonObject(part) ? Object.keys(part) : [])));
  const hasKeys = reference.type.kind === 'Secret' || reference.type.kind === 'ConfigMap';
  return { reference, state: 'present', missingKeys: hasKeys ? reference.keys.filter((key) => !held.has(key)) : [], checksums: sums };
}

function ownObject(read: ReadOwn, { looks }: ReadFacts, knowledgeOf: KnowledgeOf): OwnObject {
  const { object, kind } = read;
  const parsed = knowledgeOf(kind).definition?.spec.safeParse(object['spec'] ?? {});
  const stored = isJsonObject(object['spec']) ? object['spec'] : {};
  return {
    ...read,
    spec: parsed?.success === true ? (parsed.data as JsonObject) : stored,
    issues: parsed === undefined || parsed.success ? [] : parsed.error.issues,
    references: allReferences(read, knowledgeOf).map((reference) => lookAt(reference, looks(reference))),
    item: statusItem(object),
  };
}

/** Makes of what was read what rules go by. Pure. */
export function assembleFacts(read: ReadFacts, knowledgeOf: KnowledgeOf): Facts {
  const { now, bin, checks, operators, lists } = read;
  const ours = belonging(lists, read.own);
  return {
    now,
    bin,
    checks,
    operators,
    own: read.own.map((one) => ownObject(one, read, knowledgeOf)),
    all: (kind) => ours.get(kind) ?? [],
    sees: (kind) => lists.has(kind),
  };
}
