import { CONFIG_MAP, DEPLOYMENT, POD, SERVICE } from '../../kernel/builtin-types.ts';
import { HTTP_ROUTE } from '../../templates/kaos/http-route.ts';
import { SETTINGS_CONFIG_MAP } from '../../templates/kaos/operator-settings.ts';
import { POD_SELECTOR, type WorkloadRole } from '../../templates/kaos/workload-role.ts';
import type { ChildType, DerivedType, Wake } from '../engine/contract.ts';
import { keepPod } from './keep-pod.ts';
import { ownerOfPod } from './pod-owner.ts';

/** What objects of all three kinds may have. Without a gateway in the cluster there are no routes. */
export const CHILD_TYPES: readonly ChildType[] = [
  { type: CONFIG_MAP },
  { type: DEPLOYMENT },
  { type: SERVICE },
  { type: HTTP_ROUTE, optional: true },
];

/** The pods of one kind's Deployments. */
export function derivedPods(role: WorkloadRole): readonly DerivedType[] {
  return [{ type: POD, labelSelector: POD_SELECTOR, primaryOf: ownerOfPod(role), keep: keepPod }];
}

/** Every object is looked at again when the operator's settings change. */
export const SETTINGS_WAKE: Wake<unknown, unknown> = { type: CONFIG_MAP, references: () => [SETTINGS_CONFIG_MAP] };
