import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Requester } from '../requests/requester.ts';
import { means, type RoleSubject, subjectsOf } from './role-subject.ts';

/** `roleRef` of a binding. */
export interface RoleRef {
  readonly kind: string;
  readonly name: string;
  readonly apiGroup: string;
}

/** A RoleBinding or ClusterRoleBinding, read. */
export interface BoundRole {
  readonly name: string;
  /** `''`: it holds in the whole cluster. */
  readonly namespace: string;
  readonly role: RoleRef;
  readonly subjects: readonly RoleSubject[];
}

/** The `roleRef` of a binding; what is missing is empty. */
export function roleRefOf(binding: JsonObject): RoleRef {
  const { roleRef } = binding;
  const { kind, name, apiGroup } = isJsonObject(roleRef) ? roleRef : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { kind: text(kind), name: text(name), apiGroup: text(apiGroup) };
}

/** Reads a binding. */
export function boundRole(binding: KubeObject): BoundRole {
  const { name, namespace = '' } = binding.metadata;
  return { name, namespace, role: roleRefOf(binding), subjects: subjectsOf(binding, namespace) };
}

/** The first subject of a binding that means the requester. */
export function subjectFor(binding: BoundRole, requester: Requester): RoleSubject | undefined {
  return binding.subjects.find((subject) => means(subject, requester));
}
