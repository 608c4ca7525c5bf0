import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { type ResourceType, resourceNameOf } from '../../kernel/resource-type.ts';
import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../objects/admission.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import { MASTERS_GROUP } from '../requests/requester.ts';
import type { AccessCheck } from './access-check.ts';
import { type PolicyRule, rulesOf } from './policy-rule.ts';
import { joined, type Rbac } from './rbac.ts';
import { RBAC_GROUP } from './rbac-types.ts';
import { roleRefOf } from './role-binding.ts';
import { uncovered } from './rule-coverage.ts';
import { ruleLines } from './rule-text.ts';

const EVERYTHING: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
  { verbs: ['*'], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ['*'] },
];

const BOOKKEEPING: ReadonlySet<string> = new Set(['ownerReferences', 'finalizers', 'managedFields', 'resourceVersion']);

/** What is left of an object without what garbage collection and bookkeeping change. */
function substance(object: Draft | KubeObject): unknown {
  const substantial = Object.entries(object.metadata).filter(([field]) => !BOOKKEEPING.has(field));
  return { ...object, metadata: Object.fromEntries(substantial) };
}

function nameOf({ object, operation, name }: AdmissionRequest): string {
  return operation === 'CREATE' && 'generateName' in object.metadata ? '' : name;
}

function refused(type: ResourceType, name: string, why: string): ApiFailure {
  const resource = resourceNameOf(type);
  return apiFailure(403, 'Forbidden', `${resource}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`, {
    ...(name === '' ? {} : { name }),
    group: type.group,
    kind: type.plural,
  });
}

/** What the check needs. */
export interface EscalationOptions {
  readonly rbac: Rbac;
  readonly check: AccessCheck;
}

/**
 * Nobody gives more than they hold: roles and bindings may only carry rights of their author, unless that one may `escalate` (roles) or
 * `bind` (bindings). The server checks it before validation, after every other mutating plug-in: this must be the last of them.
 */
export function createEscalationCheck({ rbac, check }: EscalationOptions): AdmissionPlugin {
  const mayUse = (request: AdmissionRequest, verb: string, resource: string, name: string, group = RBAC_GROUP): boolean =>
    check(request.requester, { verb, group, resource, subresource: '', name, namespace: request.namespace ?? '' }).allowed;

  const escalationOf = (request: AdmissionRequest, wanted: readonly PolicyRule[]): string | undefined => {
    const { requester, namespace = '', resource } = request;
    const { rules, missing } = rbac.rulesFor(requester, namespace);
    const more = uncovered(rules, wanted);
    if (more.length === 0) return undefined;
    const who = `user ${JSON.stringify(requester.name)} (groups=[${requester.groups.map((group) => JSON.stringify(group)).join(' ')}])`;
    const absent = missing.map(({ name }) => `${resourceNameOf(resource)} "${name}" not found`);
    const errors = absent.length === 0 ? '' : `; resolution errors: [${joined(absent)}]`;
    return `${who} is attempting to grant RBAC permissions not currently held:\n${ruleLines(more)}${errors}`;
  };
  const checkRole = (request: AdmissionRequest): void => {
    const { resource, object, previous, operation } = request;
    const escalateName = operation === 'CREATE' ? '' : request.name;
    if (mayUse(request, 'escalate', resource.plural, escalateName)) return;
    const why = escalationOf(request, rulesOf(object));
    if (why !== undefined) throw refused(resource, nameOf(request), why);
    const aggregates =
      resource.plural === 'clusterroles' && (isJsonObject(object['aggregationRule']) || isJsonObject(previous?.['aggregationRule']));
    if (aggregates && escalationOf(request, EVERYTHING) !== undefined) {
      throw refused(resource, nameOf(request), 'must have cluster-admin privileges to use the aggregationRule');
    }
  };
  const checkBinding = (request: AdmissionRequest): void => {
    const { resource, object, namespace = '' } = request;
    const role = roleRefOf(object);
    const bindable = role.kind === 'ClusterRole' ? 'clusterroles' : role.kind === 'Role' ? 'roles' : undefined;
    if (bindable !== undefined && mayUse(request, 'bind', bindable, role.name, role.apiGroup)) return;
    if (bindable === undefined) throw apiFailure(500, '', `unsupported role reference kind: ${JSON.stringify(role.kind)}`);
    if (bindable === 'roles' && namespace === '') throw badRequest('Namespace parameter required.');
    const why = escalationOf(request, rbac.rulesOfRole(role, namespace, resource));
    if (why !== undefined) throw refused(resource, nameOf(request), why);
  };

  return {
    name: 'RBACEscalation',
    mutate: (request) => {
      const { resource, object, previous, operation, requester } = request;
      if (resource.group !== RBAC_GROUP || operation === 'DELETE' || requester.groups.includes(MASTERS_GROUP)) return object;
      if (previous !== undefined && isDeepStrictEqual(substance(previous), substance(object))) return object;
      if (resource.plural === 'roles' || resource.plural === 'clusterroles') checkRole(request);
      else checkBinding(request);
      return object;
    },
  };
}
