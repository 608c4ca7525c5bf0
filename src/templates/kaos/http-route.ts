import type { Manifest } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { childMetadata } from './child-metadata.ts';
import type { OperatorSettings } from './operator-settings.ts';
import { routeName, workloadName, type WorkloadOwner, type WorkloadRole } from './workload-role.ts';

/** Of the Gateway API, where the cluster has it. */
export const HTTP_ROUTE: ResourceType = {
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  kind: 'HTTPRoute',
  plural: 'httproutes',
  scope: 'Namespaced',
};

/** What one route differs by. */
export interface RouteValues {
  /** Port of the Service. */
  readonly port: number;
  /** A duration of the Gateway API; `0s` means no limit. */
  readonly timeout: string;
}

/** The way through the gateway: `/<namespace>/<agent|modelapi|mcp>/<name>`, taken off before the Service sees the request. */
export function httpRoute(
  role: WorkloadRole,
  owner: WorkloadOwner,
  gateway: OperatorSettings['gateway'],
  { port, timeout }: RouteValues,
): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: childMetadata(role, owner, routeName(role, owner.name)),
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway.name, namespace: gateway.namespace }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: `/${owner.namespace}/${role.route}/${owner.name}` } }],
          filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } }],
          backendRefs: [{ group: '', kind: 'Service', name: workloadName(role, owner.name), port, weight: 1 }],
          ...(/^0+(?:h|m|s|ms)$/.test(timeout) ? {} : { timeouts: { request: timeout } }),
        },
      ],
    },
  };
}
