import type { ResourceType } from '../../kernel/resource-type.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { notFound } from '../failures/common-failures.ts';
import type { Requester } from '../requests/requester.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { type AccessAttributes, isPath } from './access-attributes.ts';
import { createBindingIndex } from './binding-index.ts';
import { type PolicyRule, rulesOf } from './policy-rule.ts';
import { CLUSTER_ROLE_TYPE, ROLE_TYPE } from './rbac-types.ts';
import { type BoundRole, type RoleRef, subjectFor } from './role-binding.ts';
import { describeSubject } from './role-subject.ts';
import { ruleAllows } from './rule-match.ts';

/** What RBAC says. */
export interface RbacDecision {
  readonly allowed: boolean;
  /** `RBAC: allowed by …`; refused: the roles that are bound and not there, or `''`. */
  readonly reason: string;
}

/** The rules that somebody holds. */
export interface HeldRules {
  readonly rules: readonly PolicyRule[];
  /** Roles that are bound and not there. */
  readonly missing: readonly MissingRole[];
}

/** A role that a binding names and nobody made. */
export interface MissingRole {
  readonly type: ResourceType;
  readonly name: string;
}

/** Role-based access control over the roles and bindings of a storage. */
export interface Rbac {
  decide(requester: Requester, attributes: AccessAttributes): RbacDecision;
  /** Rules of cluster-wide bindings and, with a namespace, of those in it. */
  rulesFor(requester: Requester, namespace: string): HeldRules;
  /** The rules of a role; `namespace`: that of the binding. Throws ApiFailure (404) as if it were `as` that is not there. */
  rulesOfRole(role: RoleRef, namespace: string, as: ResourceType): readonly PolicyRule[];
}

/** Several errors as the API server joins them: one stands alone, more in brackets. */
export function joined(errors: readonly string[]): string {
  return errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`;
}

function typeOfRole(kind: string): ResourceType {
  return kind === 'ClusterRole' ? CLUSTER_ROLE_TYPE : ROLE_TYPE;
}

/** `role.rbac.authorization.k8s.io "x" not found`: as the authorizer names a role, by its kind in lower case. */
export function missingText({ type, name }: MissingRole): string {
  return `${type.kind.toLowerCase()}.${type.group} "${name}" not found`;
}

/** RBAC over a storage; it follows every change at once. */
export function createRbac(storage: ObjectStorage): Rbac {
  const index = createBindingIndex(storage);

  const roleRules = ({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | undefined => {
    const type = typeOfRole(kind);
    const role = storage.get(resourceNameOf(type), type.scope === 'Cluster' ? { name } : { namespace, name });
    return role === undefined ? undefined : rulesOf(role);
  };
  const bindingsFor = function* (requester: Requester, namespace: string): Generator<readonly [BoundRole, string]> {
    for (const binding of index.clusterWide()) {
      const subject = subjectFor(binding, requester);
      if (subject !== undefined) yield [binding, describeSubject(subject)];
    }
    if (namespace === '') return;
    for (const binding of index.in(namespace)) {
      const subject = subjectFor(binding, requester);
      if (subject !== undefined) yield [binding, describeSubject(subject)];
    }
  };
  const allowedBy = ({ name, namespace, role }: BoundRole, subject: string): string => {
    const binding = namespace === '' ? `ClusterRoleBinding "${name}"` : `RoleBinding "${name}/${namespace}"`;
    return `RBAC: allowed by ${binding} of ${role.kind} "${role.name}" to ${subject}`;
  };

  return {
    decide: (requester, attributes) => {
      const missing: MissingRole[] = [];
      const namespace = isPath(attributes) ? '' : attributes.namespace;
      for (const [binding, subject] of bindingsFor(requester, namespace)) {
        const rules = roleRules(binding.role, binding.namespace);
        if (rules === undefined) missing.push({ type: typeOfRole(binding.role.kind), name: binding.role.name });
        else if (rules.some((rule) => ruleAllows(rule, attributes))) return { allowed: true, reason: allowedBy(binding, subject) };
      }
      return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${joined(missing.map(missingText))}` };
    },
    rulesFor: (requester, namespace) => {
      const held: PolicyRule[] = [];
      const missing: MissingRole[] = [];
      for (const [{ role, namespace: home }] of bindingsFor(requester, namespace)) {
        const rules = roleRules(role, home);
        if (rules === undefined) missing.push({ type: typeOfRole(role.kind), name: role.name });
        else held.push(...rules);
      }
      return { rules: held, missing };
    },
    rulesOfRole: (role, namespace, as) => {
      const rules = roleRules(role, namespace);
      if (rules === undefined) throw notFound(as, role.name);
      return rules;
    },
  };
}
