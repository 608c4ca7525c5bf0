import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { ObjectStorage } from '../../storage/object-storage.ts';
import { formatQuantity } from '../../values/canonical-quantity.ts';
import { podQuality } from '../resources/pod-quality.ts';
import { labelsIn, listIn, objectIn, specOf, statusOf, textIn, textsIn } from '../../values/read-values.ts';

/** Amounts in nano-units by the names that quotas use. */
export type Usage = ReadonlyMap<string, bigint>;

type Counted = { readonly [field: string]: unknown };

const ONE = 1_000_000_000n;
const AMOUNT = (text: string | undefined): bigint => parseQuantity(text ?? '0') ?? 0n;

function add(usage: Map<string, bigint>, name: string, amount: bigint): void {
  usage.set(name, (usage.get(name) ?? 0n) + amount);
}

/** What a pod's containers ask for together: the sum of all, or of the largest init container where that is more. */
function podAmounts(spec: JsonObject, field: 'requests' | 'limits'): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  const amountsOf = (container: JsonObject): readonly (readonly [string, string])[] =>
    Object.entries(labelsIn(objectIn(container['resources'])[field]));
  const inits = listIn(spec['initContainers']);
  const lasting = [...listIn(spec['containers']), ...inits.filter(({ restartPolicy }) => restartPolicy === 'Always')];
  for (const container of lasting) for (const [name, amount] of amountsOf(container)) add(sums, name, AMOUNT(amount));
  for (const container of inits) {
    for (const [name, amount] of amountsOf(container)) if (AMOUNT(amount) > (sums.get(name) ?? 0n)) sums.set(name, AMOUNT(amount));
  }
  return sums;
}

const PLAIN = new Set(['cpu', 'memory', 'ephemeral-storage']);

function podUsage(pod: Counted): Usage {
  const usage = new Map<string, bigint>([['count/pods', ONE]]);
  const { phase } = statusOf(pod);
  if (phase === 'Succeeded' || phase === 'Failed') return usage;
  usage.set('pods', ONE);
  for (const [name, amount] of podAmounts(specOf(pod), 'requests')) {
    if (PLAIN.has(name)) add(usage, name, amount);
    add(usage, `requests.${name}`, amount);
  }
  for (const [name, amount] of podAmounts(specOf(pod), 'limits')) if (PLAIN.has(name)) add(usage, `limits.${name}`, amount);
  return usage;
}

function claimUsage(claim: Counted): Usage {
  const spec = specOf(claim);
  const size = AMOUNT(labelsIn(objectIn(spec['resources'])['requests'])['storage']);
  const usage = new Map<string, bigint>([
    ['count/persistentvolumeclaims', ONE],
    ['persistentvolumeclaims', ONE],
    ['requests.storage', size],
  ]);
  const storageClass = textIn(spec['storageClassName']);
  if (storageClass !== '') {
    usage.set(`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`, ONE);
    usage.set(`${storageClass}.storageclass.storage.k8s.io/requests.storage`, size);
  }
  return usage;
}

function serviceUsage(service: Counted): Usage {
  const spec = specOf(service);
  const usage = new Map<string, bigint>([
    ['count/services', ONE],
    ['services', ONE],
  ]);
  const ports = BigInt(listIn(spec['ports']).length) * ONE;
  const balanced = spec['type'] === 'LoadBalancer';
  if (balanced) usage.set('services.loadbalancers', ONE);
  if (spec['type'] === 'NodePort' || (balanced && spec['allocateLoadBalancerNodePorts'] !== false)) usage.set('services.nodeports', ports);
  return usage;
}

const BY_TYPE: Readonly<Record<string, (object: Counted) => Usage>> = {
  pods: podUsage,
  persistentvolumeclaims: claimUsage,
  services: serviceUsage,
};
/** Types of the core group whose number has a name of its own in quotas. */
const NAMED = new Set(['secrets', 'configmaps', 'resourcequotas', 'replicationcontrollers']);

/** What one object of a type (`pods`, `deployments.apps`) uses up. */
export function usageOf(resource: string, object: Counted): Usage {
  const known = BY_TYPE[resource];
  if (known !== undefined) return known(object);
  return new Map<string, bigint>([[`count/${resource}`, ONE], ...(NAMED.has(resource) ? [[resource, ONE] as const] : [])]);
}

/** Whether a pod is of a scope. */
function inScope(scope: string, pod: Counted): boolean {
  const spec = specOf(pod);
  const best = podQuality(spec) === 'BestEffort';
  switch (scope) {
    case 'Terminating':
      return typeof spec['activeDeadlineSeconds'] === 'number';
    case 'NotTerminating':
      return typeof spec['activeDeadlineSeconds'] !== 'number';
    case 'BestEffort':
      return best;
    case 'NotBestEffort':
      return !best;
    case 'PriorityClass':
      return textIn(spec['priorityClassName']) !== '';
    default:
      return false;
  }
}

function matchesExpression(expression: JsonObject, pod: Counted): boolean {
  const scope = textIn(expression['scopeName']);
  if (scope !== 'PriorityClass') return inScope(scope, pod);
  const name = textIn(specOf(pod)['priorityClassName']);
  const values = textsIn(expression['values']);
  switch (expression['operator']) {
    case 'In':
      return values.includes(name);
    case 'NotIn':
      return !values.includes(name);
    case 'Exists':
      return name !== '';
    default:
      return name === '';
  }
}

/** Whether a quota is about an object: one with scopes is about pods of these scopes only. */
export function quotaCovers(quota: Counted, resource: string, object: Counted): boolean {
  const spec = specOf(quota);
  const scopes = textsIn(spec['scopes']);
  const expressions = listIn(objectIn(spec['scopeSelector'])['matchExpressions']);
  if (scopes.length === 0 && expressions.length === 0) return true;
  if (resource !== 'pods') return false;
  return scopes.every((scope) => inScope(scope, object)) && expressions.every((one) => matchesExpression(one, object));
}

const RESOURCE_OF: Readonly<Record<string, string>> = {
  'requests.storage': 'persistentvolumeclaims',
  persistentvolumeclaims: 'persistentvolumeclaims',
  services: 'services',
  'services.nodeports': 'services',
  'services.loadbalancers': 'services',
};

/** The type whose objects use up what a quota names so. */
function resourceBehind(name: string): string {
  if (name.startsWith('count/')) return name.slice('count/'.length);
  if (name.includes('.storageclass.storage.k8s.io/')) return 'persistentvolumeclaims';
  return RESOURCE_OF[name] ?? (NAMED.has(name) ? name : 'pods');
}

/** What is used up of what a quota names, in nano-units. */
export function usedAmounts(quota: KubeObject, storage: Pick<ObjectStorage, 'list'>): Map<string, bigint> {
  const names = Object.keys(labelsIn(specOf(quota)['hard']));
  const used = new Map<string, bigint>(names.map((name) => [name, 0n]));
  for (const resource of new Set(names.map(resourceBehind))) {
    for (const object of storage.list(resource, quota.metadata.namespace)) {
      if (!quotaCovers(quota, resource, object)) continue;
      for (const [name, amount] of usageOf(resource, object)) if (used.has(name)) add(used, name, amount);
    }
  }
  return used;
}

/** `status.used` of a quota: what the objects of its namespace use up, in the form of the amounts in `spec.hard`. */
export function quotaUsage(quota: KubeObject, storage: Pick<ObjectStorage, 'list'>): Readonly<Record<string, string>> {
  const hard = labelsIn(specOf(quota)['hard']);
  const entries = [...usedAmounts(quota, storage)].map(([name, amount]) => [name, formatQuantity(amount, hard[name] ?? '')] as const);
  return Object.fromEntries(entries);
}
