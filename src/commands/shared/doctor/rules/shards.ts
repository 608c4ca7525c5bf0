import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { overlaps, parseScope, scopeText, shardName, shardText, type Shard, type WorkScope } from '../../../../kernel/shard.ts';
import { SCOPE_ANNOTATION } from '../../../../reconcile/engine/lease.ts';
import { objectName } from '../../why/related.ts';
import { MINUTE_MS, numberAt, since, textAt, type Facts, type OperatorLook } from '../facts.ts';
import type { Hit } from '../finding.ts';
import { programOf } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

/** The time in which a set of loops starts, or one of them is followed by the next. */
const CHANGE_MS: number = MINUTE_MS;
/** The time in which the loops of an earlier installation end: the pods' grace and a little. */
const REPLACE_MS: number = 2 * MINUTE_MS;

type Holder = NonNullable<OperatorLook['found']['holders']>[number];

interface Sharded {
  readonly holder: Holder;
  readonly scope: WorkScope & { readonly shard: Shard };
}

function shardedHolders({ found }: OperatorLook): readonly Sharded[] {
  return (found.holders ?? []).flatMap((holder) => {
    const { shard, ...where } = parseScope(holder.scope);
    return shard === undefined ? [] : [{ holder, scope: { ...where, shard } }];
  });
}

/** Loops that share the same objects among them: the same namespaces, the same number of shards. */
function setsOf(look: OperatorLook): readonly (readonly [Sharded, ...Sharded[]])[] {
  const sets = new Map<string, [Sharded, ...Sharded[]]>();
  for (const one of shardedHolders(look)) {
    const { shard, ...where } = one.scope;
    const key = `${scopeText(where)} ${String(shard.of)}`;
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [one]);
    else set.push(one);
  }
  return [...sets.values()];
}

function isWithin(inner: WorkScope, outer: WorkScope): boolean {
  if (outer.shard !== undefined && (outer.shard.of !== inner.shard?.of || outer.shard.index !== inner.shard.index)) return false;
  return outer.namespaces === undefined || (inner.namespaces?.every((name) => outer.namespaces?.includes(name)) ?? false);
}

function scopeOf(deployment: KubeObject): string {
  return deployment.metadata.annotations?.[SCOPE_ANNOTATION] ?? '*';
}

function wanted(deployment: KubeObject): number {
  return numberAt(deployment['spec'], 'replicas') ?? 1;
}

function place({ metadata }: KubeObject): string {
  return `${metadata.name} -n ${metadata.namespace ?? ''}`;
}

function heldWords({ namespace, name, identity }: Holder): string {
  return `${identity} holds lease ${namespace}/${name}`;
}

/** What starts the loop of a shard, or shows why it does not run. */
function startFix(facts: Facts, { managers, system }: OperatorLook, scope: WorkScope & { readonly shard: Shard }): string {
  const own = managers.find((deployment) => isWithin(scope, parseScope(scopeOf(deployment))));
  if (own !== undefined && wanted(own) === 0) return `kubectl scale deployment ${place(own)} --replicas=1`;
  if (own !== undefined) return `kubectl logs deployment/${place(own)} --tail 50`;
  const where = scope.namespaces === undefined ? '-A' : `-n ${scope.namespaces.join(',')}`;
  return `${programOf(facts, system.id)} reconcile ${where} --watch --shard ${shardText(scope.shard)}`;
}

function idleShards(facts: Facts, look: OperatorLook): readonly Hit[] {
  const { found, system } = look;
  const scopes = (found.holders ?? []).map((holder) => parseScope(holder.scope));
  const leaseAt = (namespace: string, name: string): KubeObject | undefined =>
    (found.leases ?? []).find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  return setsOf(look).flatMap((set): readonly Hit[] => {
    const [{ holder, scope: first }] = set;
    const { of } = first.shard;
    const held = set.map((one) => `${heldWords(one.holder)} (shard ${shardText(one.scope.shard)})`);
    const ages = set.map((one) => since(facts, textAt(leaseAt(one.holder.namespace, one.holder.name)?.['spec'], 'acquireTime')));
    const running = Math.max(...ages.map((ms) => ms ?? Number.POSITIVE_INFINITY));
    return Array.from({ length: of }, (_, at) => ({ index: at + 1, of })).flatMap((shard): readonly Hit[] => {
      const scope = { ...first, shard };
      if (scopes.some((outer) => isWithin(scope, outer))) return [];
      const name = shardName(system.operator.leaseName, shard);
      const lease = leaseAt(holder.namespace, name);
      const renewTime = textAt(lease?.['spec'], 'renewTime');
      // A set that has just been started, or a loop that has just ended and is about to be followed by the next.
      if (Math.min(running, since(facts, renewTime) ?? Number.POSITIVE_INFINITY) < CHANGE_MS) return [];
      const where = first.namespaces === undefined ? '' : ` in namespace ${first.namespaces.join(',')}`;
      const missing = `lease ${holder.namespace}/${name} ${lease === undefined ? 'does not exist' : `was renewed last ${renewTime ?? 'never'}`}`;
      return [
        {
          object: { kind: 'Lease', namespace: holder.namespace, name },
          message: `nobody works on shard ${shardText(shard)} of ${system.title}: ${String(set.length)} of ${String(of)} loops run, and its objects${where} are left alone`,
          evidence: [...held, missing],
          fix: startFix(facts, look, scope),
        },
      ];
    });
  });
}

/** One that works, or would work, on what a live loop of another number of shards works on. */
interface Waiting {
  readonly words: string;
  readonly scope: string;
  readonly deployment?: KubeObject;
}

/** Our Deployments of that scope and number of shards. */
function together(look: OperatorLook, deployment: KubeObject): readonly KubeObject[] {
  const { of } = parseScope(scopeOf(deployment)).shard ?? { of: 1 };
  const home = deployment.metadata.namespace;
  return look.managers.filter(
    (one) => one.metadata.namespace === home && (parseScope(scopeOf(one)).shard?.of ?? 1) === of && wanted(one) > 0,
  );
}

/** The older installation makes way; a loop that is nobody's Deployment is for whoever started it to end. */
function wayFix(facts: Facts, look: OperatorLook, holder: Holder, waiting: Waiting): string {
  const holds = look.managers.find((one) => scopeOf(one) === holder.scope && wanted(one) > 0);
  const waits = waiting.deployment;
  if (holds === undefined || waits === undefined) return `${programOf(facts, look.system.id)} operator status`;
  const age = (one: KubeObject): number => since(facts, one.metadata.creationTimestamp) ?? 0;
  const old = age(holds) < age(waits) ? waits : holds;
  const names = together(look, old).map(({ metadata }) => metadata.name);
  return `kubectl scale deployment ${names.join(' ')} -n ${old.metadata.namespace ?? ''} --replicas=0`;
}

function inTheWay(facts: Facts, look: OperatorLook): readonly Hit[] {
  const { found, managers, system } = look;
  const holders = found.holders ?? [];
  const idle = managers.filter(
    (one) =>
      wanted(one) > 0 &&
      (since(facts, one.metadata.creationTimestamp) ?? 0) >= REPLACE_MS &&
      !holders.some((holder) => holder.scope === scopeOf(one)),
  );
  const waiting: readonly Waiting[] = [
    ...idle.map((one) => ({
      words: `Deployment ${one.metadata.namespace ?? ''}/${one.metadata.name} (${scopeOf(one)}) holds no lease`,
      scope: scopeOf(one),
      deployment: one,
    })),
    // Beside each other they can hold leases only where one of them could not see the other.
    ...holders.map((holder) => ({ words: `${heldWords(holder)} (${holder.scope})`, scope: holder.scope })),
  ];
  const pairs = holders.flatMap((holder) =>
    waiting
      .filter(({ scope }) => overlaps(scope, holder.scope) && parseScope(scope).shard?.of !== parseScope(holder.scope).shard?.of)
      .map((other) => ({ holder, other })),
  );
  const [first] = pairs;
  if (first === undefined) return [];
  const { holder, other } = first;
  const evidence = pairs.flatMap((pair) => [`${heldWords(pair.holder)} (${pair.holder.scope})`, pair.other.words]);
  return [
    {
      object:
        other.deployment === undefined ? { kind: 'Lease', namespace: holder.namespace, name: holder.name } : objectName(other.deployment),
      message: `loops over ${holder.scope} and over ${other.scope} want the same objects of ${system.title}: the one waits until all of the other have ended`,
      evidence: [...new Set(evidence)],
      fix: wayFix(facts, look, holder, other),
    },
  ];
}

/** Several loops that share the objects of a system: is each part somebody's, and only one's. */
export const shardRules: readonly DoctorRule[] = [
  {
    id: 'AIS109',
    area: 'operators',
    severity: 'error',
    title: 'a shard has no loop',
    find: (facts) => facts.operators.flatMap((look) => idleShards(facts, look)),
  },
  {
    id: 'AIS110',
    area: 'operators',
    severity: 'warning',
    title: 'loops of different numbers of shards wait for each other',
    find: (facts) => facts.operators.flatMap((look) => inTheWay(facts, look)),
  },
];
