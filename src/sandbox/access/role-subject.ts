import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { Requester } from '../requests/requester.ts';

/** Whom a binding means. `namespace` is that of a service account. */
export interface RoleSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** The user name of a service account. */
export function serviceAccountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** The groups of every service account of a namespace. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** The subjects of a RoleBinding or ClusterRoleBinding. A service account without a namespace is one of the binding's own. */
export function subjectsOf(binding: JsonObject, bindingNamespace: string): readonly RoleSubject[] {
  const { subjects } = binding;
  if (!Array.isArray(subjects)) return [];
  return subjects.filter(isJsonObject).map(({ kind, name, namespace }) => ({
    kind: String(kind),
    name: String(name),
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : bindingNamespace,
  }));
}

/** Whether a subject means this requester. */
export function means(subject: RoleSubject, requester: Requester): boolean {
  if (subject.kind === 'User') return subject.name === requester.name;
  if (subject.kind === 'Group') return requester.groups.includes(subject.name);
  if (subject.kind !== 'ServiceAccount' || subject.namespace === '') return false;
  return requester.name === serviceAccountUser(subject.namespace, subject.name);
}

/** As reasons name it: `User "jane"`, `ServiceAccount "builder/tools"`. */
export function describeSubject({ kind, name, namespace }: RoleSubject): string {
  return `${kind} "${kind === 'ServiceAccount' ? `${name}/${namespace}` : name}"`;
}
