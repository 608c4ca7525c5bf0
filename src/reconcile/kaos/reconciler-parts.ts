import { keptPod } from '../../kernel/kept-pod.ts';
import { CONFIG_MAP, DEPLOYMENT, POD, SERVICE } from '../../kernel/builtin-types.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { HTTP_ROUTE } from '../../templates/kaos/http-route.ts';
import { SETTINGS_CONFIG_MAP } from '../../templates/kaos/operator-settings.ts';
import { POD_SELECTOR, type WorkloadRole } from '../../templates/kaos/workload-role.ts';
import type { ChildType, DerivedType, Right, Wake } from '../engine/contract.ts';
import { ownerOfPod } from './pod-owner.ts';

/** What objects of all three kinds may have; `removed` of them, beside routes, go where they are no longer wanted. Without a gateway in the cluster there are no routes. */
export function childTypes(removed: readonly ResourceType[]): readonly ChildType[] {
  const lasting = [CONFIG_MAP, DEPLOYMENT, SERVICE].map((type): ChildType => (removed.includes(type) ? { type } : { type, kept: true }));
  return [...lasting, { type: HTTP_ROUTE, optional: true }];
}

/** The pods of one kind's Deployments. */
export function derivedPods(role: WorkloadRole): readonly DerivedType[] {
  return [{ type: POD, labelSelector: POD_SELECTOR, primaryOf: ownerOfPod(role), keep: keptPod }];
}

/** Every object is looked at again when the operator's settings change. */
export const SETTINGS_WAKE: Wake<unknown, unknown> = { type: CONFIG_MAP, references: () => [SETTINGS_CONFIG_MAP] };

/**
 * What an operator does to its objects beside their status: the finalizers that upstream left are taken off. The right to the finalizers themselves is
 * asked for where owner references that hold back a deletion are guarded (OpenShift does).
 */
export function ownRights({ group, plural }: Pick<ResourceType, 'group' | 'plural'>): readonly Right[] {
  return [
    { group, resources: [plural], verbs: ['patch'] },
    { group, resources: [`${plural}/finalizers`], verbs: ['update'] },
  ];
}
