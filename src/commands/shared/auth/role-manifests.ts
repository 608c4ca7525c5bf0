import type { JsonObject } from '../../../kernel/json.ts';
import { rulesOf } from './rule.ts';
import type { Need } from './rule.ts';

const API = 'rbac.authorization.k8s.io/v1';

/** A name for the role of commands: `aistack-get-apply`, `aistack-keys-list`. */
export function roleName(commands: readonly string[]): string {
  return `aistack-${commands.join('-').replaceAll(' ', '-')}`;
}

/**
 * The roles that allow exactly what is needed: one ClusterRole, or with a namespace a Role, and beside it a ClusterRole for what belongs to
 * no namespace.
 */
export function roleManifests(needs: readonly Need[], name: string, namespace: string | undefined): readonly JsonObject[] {
  const clusterRole = (some: readonly Need[]): JsonObject => ({
    apiVersion: API,
    kind: 'ClusterRole',
    metadata: { name },
    rules: rulesOf(some),
  });
  if (namespace === undefined) return [clusterRole(needs)];
  const [ofCluster, inNamespace] = [needs.filter((need) => need.ofCluster), needs.filter((need) => !need.ofCluster)];
  const role = { apiVersion: API, kind: 'Role', metadata: { name, namespace }, rules: rulesOf(inNamespace) };
  return [...(inNamespace.length === 0 ? [] : [role]), ...(ofCluster.length === 0 ? [] : [clusterRole(ofCluster)])];
}
