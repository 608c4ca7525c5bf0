import type { ServedResource } from '../resources/served-resource.ts';
import { CONFIG_MAPS, ENDPOINTS, EVENTS, LIMIT_RANGES, NAMESPACES, NODES, QUOTAS, SECRETS, SERVICE_ACCOUNTS } from './resources/core.ts';
import { DEFINITIONS } from './resources/definitions.ts';
import { CRON_JOBS, JOBS } from './resources/jobs.ts';
import {
  AUTOSCALERS,
  BUDGETS,
  ENDPOINT_SLICES,
  INGRESS_CLASSES,
  INGRESSES,
  LEASES,
  NETWORK_POLICIES,
  PRIORITY_CLASSES,
} from './resources/network.ts';
import { PODS } from './resources/pod.ts';
import { RBAC_RESOURCES } from './resources/rbac.ts';
import { SERVICES } from './resources/service.ts';
import { CLAIMS, STORAGE_CLASSES, VOLUMES } from './resources/storage.ts';
import { CONTROLLER_REVISIONS, DAEMON_SETS, DEPLOYMENTS, REPLICA_SETS, STATEFUL_SETS } from './resources/workloads.ts';

const CORE = [
  CONFIG_MAPS,
  ENDPOINTS,
  EVENTS,
  LIMIT_RANGES,
  NAMESPACES,
  NODES,
  CLAIMS,
  VOLUMES,
  PODS,
  QUOTAS,
  SECRETS,
  SERVICE_ACCOUNTS,
  SERVICES,
];

const RESOURCES: readonly ServedResource[] = [
  ...CORE,
  CONTROLLER_REVISIONS,
  DAEMON_SETS,
  DEPLOYMENTS,
  REPLICA_SETS,
  STATEFUL_SETS,
  AUTOSCALERS,
  CRON_JOBS,
  JOBS,
  LEASES,
  ENDPOINT_SLICES,
  INGRESS_CLASSES,
  INGRESSES,
  NETWORK_POLICIES,
  BUDGETS,
  ...RBAC_RESOURCES,
  PRIORITY_CLASSES,
  STORAGE_CLASSES,
  DEFINITIONS,
];

/** Kubernetes' own types that the sandbox serves: those that the systems and kubectl's common commands meet, in the order of discovery. */
export function builtinResources(): readonly ServedResource[] {
  return RESOURCES;
}
