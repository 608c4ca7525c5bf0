import type { KubeObject } from '../../../kernel/kube-object.ts';
import { keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { ObjectStorage } from '../../storage/object-storage.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';

const QUOTAS = 'resourcequotas';

/** What a quota's namespace uses of each resource that the quota limits. */
export type QuotaUsage = (quota: KubeObject, storage: ObjectStorage) => Readonly<Record<string, string>>;

/** Keeps `status.used` of ResourceQuotas. */
export function quotaController(hands: Hands, usage: QuotaUsage): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'resourcequota-controller' });
  /** Names of the quotas by namespace: most namespaces have none. */
  const quotas = new Map<string, Set<string>>();
  return {
    name: 'quota',
    watches: undefined,
    observe: ({ type, resource, object }, enqueue) => {
      const { namespace, name } = object.metadata;
      if (namespace === undefined) return;
      if (resource === QUOTAS) {
        const names = quotas.get(namespace) ?? new Set();
        if (type === 'DELETED') names.delete(name);
        else names.add(name);
        quotas.set(namespace, names);
        enqueue(keyOf({ namespace, name }));
      } else for (const quota of quotas.get(namespace) ?? []) enqueue(keyOf({ namespace, name: quota }));
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const quota = hands.read(QUOTAS, namespace, name);
      if (quota === undefined) return undefined;
      const { hard } = (quota['spec'] ?? {}) as { readonly hard?: Readonly<Record<string, string>> };
      writer.updateStatus(QUOTAS, quota, { hard: hard ?? {}, used: usage(quota, hands.storage) });
      return undefined;
    },
  };
}
