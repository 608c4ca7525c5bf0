import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../kernel/clock.ts';
import { isFailure } from '../failures/api-failure.ts';
import type { ObjectService } from '../objects/object-service.ts';
import { MASTERS_GROUP, type Requester } from '../requests/requester.ts';
import type { ResourceRegistry } from '../resources/resource-registry.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { aggregatedRules, aggregationSelectors } from './aggregation.ts';
import { ruleObject, rulesOf } from './policy-rule.ts';
import { CLUSTER_ROLES, RBAC_GROUP } from './rbac-types.ts';

const CONTROLLER: Requester = {
  name: 'system:serviceaccount:kube-system:clusterrole-aggregation-controller',
  groups: [MASTERS_GROUP, 'system:authenticated'],
};

/** What keeping aggregated roles needs. */
export interface AggregationOptions {
  readonly registry: ResourceRegistry;
  readonly storage: ObjectStorage;
  readonly objects: ObjectService;
  readonly clock: Clock;
}

/** Keeps the rules of ClusterRoles with an `aggregationRule` what their selectors say, a moment after each change. The returned function ends it. */
export function startAggregatedRoles({ registry, storage, objects, clock }: AggregationOptions): () => void {
  let cancel: (() => void) | undefined;

  const fill = (): void => {
    const resource = registry.named(CLUSTER_ROLES);
    if (resource === undefined) return;
    const roles = storage.list(CLUSTER_ROLES);
    for (const role of roles) {
      const selectors = aggregationSelectors(role);
      if (selectors === undefined) continue;
      const { name } = role.metadata;
      const rules = aggregatedRules(selectors, name, roles);
      if (isDeepStrictEqual(rules, rulesOf(role))) continue;
      const body = {
        apiVersion: `${RBAC_GROUP}/v1`,
        kind: 'ClusterRole',
        metadata: { name },
        ...(rules.length === 0 ? {} : { rules: rules.map(ruleObject) }),
      };
      const options = { requester: CONTROLLER, fieldManager: 'clusterrole-aggregation-controller' };
      try {
        objects.patch(resource, { name }, { type: 'apply', body, force: true }, options);
      } catch (error) {
        // The next change of a role brings the next try.
        if (!isFailure(error)) throw error;
      }
    }
  };
  const plan = (): void => {
    cancel ??= clock.after(0, () => {
      cancel = undefined;
      fill();
    });
  };

  const end = storage.subscribe(({ resource }) => {
    if (resource === CLUSTER_ROLES) plan();
  });
  plan();
  return () => {
    end();
    cancel?.();
  };
}
