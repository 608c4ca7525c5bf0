import { isJsonObject } from '../../../kernel/json.ts';
import type { KindDefinition, KindReference } from '../../../kernel/kind-definition.ts';
import type { KubeObject, Ref } from '../../../kernel/kube-object.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { AnyReconciler } from '../../../registry.ts';
import { envReferences } from './env-references.ts';
import type { Reference } from './reference.ts';

export type { Reference } from './reference.ts';

/** The values at a path in which `*` stands for every entry of a list, each with where it was found. */
function valuesAt(node: unknown, path: readonly string[], at = ''): readonly { readonly value: unknown; readonly field: string }[] {
  const [head, ...rest] = path;
  if (head === undefined) return node === undefined || node === null ? [] : [{ value: node, field: at }];
  if (head === '*') return Array.isArray(node) ? node.flatMap((item, index) => valuesAt(item, rest, `${at}[${String(index)}]`)) : [];
  return isJsonObject(node) ? valuesAt(node[head], rest, at === '' ? head : `${at}.${head}`) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function referenceAt(value: unknown, field: string, declared: KindReference, ownNamespace: string | undefined): readonly Reference[] {
  const parts = isJsonObject(value) ? value : { name: value };
  const name = text(parts['name']);
  if (name === undefined) return [];
  const key = text(parts['key']);
  const namespace = declared.to.scope === 'Namespaced' ? (text(parts['namespace']) ?? ownNamespace) : undefined;
  return [
    {
      type: declared.to,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      field,
      keys: key === undefined ? (declared.keys ?? []) : [key],
      optional: parts['optional'] === true,
    },
  ];
}

function isSame(left: Ref, right: Ref): boolean {
  return resourceNameOf(left.type) === resourceNameOf(right.type) && left.name === right.name && left.namespace === right.namespace;
}

/** The namespace in which the pods of an object run: its own, or that which is made for one that has none. */
export function podNamespace({ metadata: { name, namespace } }: KubeObject): string {
  return namespace ?? `tenant-${name}`;
}

/** The objects that `object` names: what its kind declares, where its variables come from, and whatever else its reconciler waits for. */
export function referencesOf(
  object: KubeObject,
  kind: Pick<KindDefinition, 'references' | 'spec'> | undefined,
  reconciler: AnyReconciler | undefined,
): readonly Reference[] {
  // Names that a default gives count too: a reconciler looks for those as well.
  const parsed = kind?.spec.safeParse(object['spec'] ?? {});
  const whole = { ...object, ...(parsed?.success === true && { spec: parsed.data }) };
  const found = (kind?.references ?? []).flatMap((declared) =>
    valuesAt(whole, declared.path).flatMap(({ value, field }) => referenceAt(value, field, declared, object.metadata.namespace)),
  );
  // A kind may declare the places of its variables itself.
  const isDeclared = (one: Reference): boolean =>
    found.some((other) => isSame(one, other) && one.keys.every((key) => other.keys.includes(key)));
  const variables = envReferences(whole['spec'], podNamespace(object)).filter((one) => !isDeclared(one));
  const named = [...found, ...variables];
  if (parsed?.success !== true) return named;
  const waited = (reconciler?.wakes ?? []).flatMap((wake) =>
    wake.references({ ...object, spec: parsed.data }).map((key): Reference => ({ type: wake.type, ...key, keys: [], optional: false })),
  );
  return [...named, ...waited.filter((ref) => !named.some((other) => isSame(ref, other)))];
}
