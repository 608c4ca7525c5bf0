import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../../objects/admission.ts';
import { canonicalQuantity, formatQuantity } from '../../values/canonical-quantity.ts';
import { labelsIn, listIn, objectIn, specOf, textIn } from '../../values/read-values.ts';
import { refusal, type PluginParts } from './plugin-parts.ts';
import { quotaCovers, usageOf, usedAmounts } from './quota-usage.ts';

/** Names of quotas that make pods say what they ask for. */
const DEMANDED: Readonly<Record<string, readonly ['requests' | 'limits', string]>> = {
  cpu: ['requests', 'cpu'],
  memory: ['requests', 'memory'],
  'ephemeral-storage': ['requests', 'ephemeral-storage'],
  'requests.cpu': ['requests', 'cpu'],
  'requests.memory': ['requests', 'memory'],
  'requests.ephemeral-storage': ['requests', 'ephemeral-storage'],
  'limits.cpu': ['limits', 'cpu'],
  'limits.memory': ['limits', 'memory'],
  'limits.ephemeral-storage': ['limits', 'ephemeral-storage'],
};

/** Which containers leave out what a quota counts: `limits.cpu for: a,b; limits.memory for: a`. */
function missing(quota: KubeObject, spec: Readonly<Record<string, unknown>>): string | undefined {
  const containers = [...listIn(spec['containers']), ...listIn(spec['initContainers'])];
  const parts = Object.keys(labelsIn(specOf(quota)['hard']))
    .toSorted()
    .flatMap((name) => {
      const demand = DEMANDED[name];
      if (demand === undefined) return [];
      const [field, resource] = demand;
      const silent = containers.filter((one) => labelsIn(objectIn(one['resources'])[field])[resource] === undefined);
      if (silent.length === 0) return [];
      const names = silent.map((one) => textIn(one['name'])).toSorted();
      return [`${name} for: ${names.join(',')}`];
    });
  return parts.length === 0 ? undefined : parts.join('; ');
}

function listed(amounts: readonly (readonly [string, string])[]): string {
  return amounts.map(([name, amount]) => `${name}=${amount}`).join(',');
}

/** What a write takes more than the object it replaces: only growth is counted. */
function growth({ resource, object, previous }: AdmissionRequest): ReadonlyMap<string, bigint> {
  const name = resourceNameOf(resource);
  const now = usageOf(name, object);
  if (previous === undefined) return now;
  const before = usageOf(name, previous);
  const more = [...now].map(([key, amount]) => [key, amount - (before.get(key) ?? 0n)] as const).filter(([, amount]) => amount > 0n);
  return new Map(more);
}

function excess(quota: KubeObject, wanted: ReadonlyMap<string, bigint>, used: ReadonlyMap<string, bigint>): string | undefined {
  const hard = labelsIn(specOf(quota)['hard']);
  const over = Object.keys(hard)
    .toSorted()
    .filter((name) => {
      const amount = wanted.get(name);
      return amount !== undefined && amount + (used.get(name) ?? 0n) > (parseQuantity(hard[name] ?? '') ?? 0n);
    });
  if (over.length === 0) return undefined;
  const form = (amounts: ReadonlyMap<string, bigint>): string =>
    listed(over.map((name) => [name, formatQuantity(amounts.get(name) ?? 0n, hard[name] ?? '')] as const));
  const limited = listed(over.map((name) => [name, canonicalQuantity(hard[name] ?? '0')] as const));
  return `exceeded quota: ${quota.metadata.name}, requested: ${form(wanted)}, used: ${form(used)}, limited: ${limited}`;
}

/**
 * ResourceQuotas. Usage is counted from what is stored, so a quota holds from the moment it is there; a real server waits until its status
 * is known.
 */
export function quotaPlugin({ storage }: Pick<PluginParts, 'storage'>): AdmissionPlugin {
  return {
    name: 'ResourceQuota',
    validate: (request) => {
      const { operation, namespace, subresource, resource, object } = request;
      if (operation === 'DELETE' || namespace === undefined || subresource !== '') return;
      const name = resourceNameOf(resource);
      const quotas = storage.list('resourcequotas', namespace).filter((quota) => quotaCovers(quota, name, object));
      if (quotas.length === 0) return;
      const wanted = growth(request);
      for (const quota of quotas) {
        const silent = name === 'pods' && operation === 'CREATE' ? missing(quota, specOf(object)) : undefined;
        if (silent !== undefined) throw refusal(request, `failed quota: ${quota.metadata.name}: must specify ${silent}`);
      }
      for (const quota of quotas) {
        const problem = excess(quota, wanted, usedAmounts(quota, storage));
        if (problem !== undefined) throw refusal(request, problem);
      }
    },
  };
}
