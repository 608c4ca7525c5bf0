import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { Blocker } from '../../../reconcile/engine/contract.ts';
import type { AnyReconciler } from '../../../registry.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { statusItem, type StatusItem } from '../status-report.ts';
import { conditionEvidence, conditionsOf, fieldEvidence } from './evidence.ts';
import { describeCommand } from './fixes.ts';
import type { Evidence, Link, ObjectName } from './link.ts';
import { objectName } from './related.ts';
import { typeWord } from './type-word.ts';

/** What is known of a custom resource when its link is made. */
export interface PrimaryFacts {
  readonly primary: KubeObject;
  readonly kind: KindIdentity;
  readonly reconciler: AnyReconciler | undefined;
  /** How usage texts name the program: `kubectl maia`. */
  readonly bin: string;
}

/** The conditions that tell how an object stands, as evidence; where its operator has not seen the present spec, that too. */
export function primaryEvidence({ primary }: PrimaryFacts): readonly Evidence[] {
  const telling = conditionsOf(primary).filter(
    ({ type, status }) => (type === 'Ready' && status !== 'True') || (type === 'Degraded' && status === 'True'),
  );
  const stale = staleness(primary);
  const { phase, message } = statusItem(primary);
  const status = [fieldEvidence('status', primary, [`phase ${phase === '' ? 'not set' : phase}`, message].filter(Boolean).join(': '))];
  return [
    ...telling.map((condition) => conditionEvidence(primary, condition)),
    ...(telling.length === 0 && stale === undefined ? status : []),
    ...(stale === undefined ? [] : [fieldEvidence('status', primary, stale)]),
  ];
}

/** In words, that the status is not about the present spec; undefined where it is, or where the kind does not tell. */
export function staleness(primary: KubeObject): string | undefined {
  const { generation = 0 } = primary.metadata;
  const status = primary['status'] as { readonly observedGeneration?: number } | undefined;
  if (status === undefined || Object.keys(status).length === 0)
    return `it has no status: no operator has looked at generation ${String(generation)}`;
  const seen = status.observedGeneration;
  return seen === undefined || seen >= generation
    ? undefined
    : `its status is about generation ${String(seen)}, the spec is generation ${String(generation)}`;
}

/** The command that brings the object in step; where this version cannot, the one that shows it. */
export function reconcileCommand({ primary, kind, reconciler, bin }: PrimaryFacts): string {
  const { name, namespace } = primary.metadata;
  if (reconciler === undefined) return describeCommand(kind, name, namespace);
  return `${bin} reconcile ${typeWord(kind)}/${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}

/** The link of an object whose planner names a blocker. */
export function blockedLink(facts: PrimaryFacts, blocked: Blocker): Link {
  const { primary } = facts;
  const fix = blocked.fix ?? (staleness(primary) === undefined ? undefined : reconcileCommand(facts));
  return {
    object: objectName(primary),
    state: blocked.kind,
    reason: blocked.reason,
    message: blocked.message,
    evidence: primaryEvidence(facts),
    ...(blocked.on === undefined ? {} : { on: blocked.on }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Whether nothing needs to be told: it is ready, perhaps with something that is not as asked, or its user wants it idle. */
function isWell({ health, ready }: StatusItem): boolean {
  return health === 'healthy' || health === 'suspended' || (health === 'degraded' && ready === 'True');
}

/** The link of an object that is idle by its user's will, for another one that needs it; undefined where it is not idle. */
export function suspendedLink({ primary, kind }: PrimaryFacts): Link | undefined {
  const item = statusItem(primary);
  if (item.health !== 'suspended') return undefined;
  const { name, namespace } = primary.metadata;
  const object = objectName(primary);
  return {
    object,
    state: 'stuck',
    reason: 'Suspended',
    message: item.message === '' ? 'it is suspended' : item.message,
    evidence: [fieldEvidence('status', primary, `phase ${item.phase}`)],
    fix: `kubectl ${kind.system} resume ${typeWord(kind)}/${name}${namespace === undefined ? '' : ` -n ${namespace}`}`,
  };
}

/** The link of an object that by its planner is well, but whose status does not say so yet; undefined where it does. */
export function unreportedLink(facts: PrimaryFacts): Link | undefined {
  const { primary } = facts;
  const item = statusItem(primary);
  if (isWell(item)) return undefined;
  const stale = staleness(primary);
  return {
    object: objectName(primary),
    state: 'waits',
    reason: 'StatusNotUpdated',
    message: `everything that it needs is ready, but its status does not say so yet${stale === undefined ? '' : `: ${stale}`}`,
    evidence: primaryEvidence(facts),
    fix: reconcileCommand(facts),
  };
}

/** The link of an object that only its own status can tell of; `on` is what was found to be wrong around it. Undefined where it is ready. */
export function statusLink(facts: PrimaryFacts, on: ObjectName | undefined, note: string | undefined): Link | undefined {
  const { primary, kind } = facts;
  const item = statusItem(primary);
  if (isWell(item)) return undefined;
  const stale = staleness(primary);
  const { name, namespace } = primary.metadata;
  const told = item.message === '' ? (stale ?? `its phase is ${item.phase === '' ? 'unknown' : item.phase}`) : item.message;
  return {
    object: objectName(primary),
    state: item.health === 'failed' ? 'failed' : 'waits',
    reason: item.reason === '' ? (item.phase === '' ? 'NotReconciled' : item.phase) : item.reason,
    message: note === undefined ? told : `${told} (${note})`,
    evidence: primaryEvidence(facts),
    ...(on === undefined ? {} : { on }),
    fix: stale === undefined ? describeCommand(kind, name, namespace) : reconcileCommand(facts),
  };
}

/** The link of an object that is being deleted and that its planner does not explain. */
export function deletingLink(facts: PrimaryFacts): Link {
  const { primary } = facts;
  const { finalizers = [], deletionTimestamp = '' } = primary.metadata;
  return {
    object: objectName(primary),
    state: 'waits',
    reason: 'Deleting',
    message:
      finalizers.length === 0
        ? 'it is being deleted'
        : `it is being deleted and waits for what its finalizers stand for: ${finalizers.join(', ')}`,
    evidence: [
      { is: 'spec', object: objectName(primary), text: `deletionTimestamp is set`, time: deletionTimestamp },
      ...primaryEvidence(facts),
    ],
    fix: reconcileCommand(facts),
  };
}

/** Whether a kind is one that a reconciler makes children of. */
export function isChildKind(reconciler: AnyReconciler | undefined, name: ObjectName, namespace: string | undefined): boolean {
  // What has no namespace itself makes its children in namespaces of their own.
  if (reconciler === undefined || (namespace !== undefined && name.namespace !== namespace)) return false;
  return reconciler.children.some(({ type }) => type.kind === name.kind && resourceNameOf(type) !== resourceNameOf(reconciler.kind));
}
