import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import type { Related } from './related.ts';

/** A path into an object: names of fields, and positions in lists. */
export type SpecPath = readonly (string | number)[];

/** One value of a tree and where it is. */
export interface Leaf {
  readonly path: SpecPath;
  readonly value: string | number | boolean;
}

/** Every value of a tree, in order. */
export function leavesOf(node: unknown, path: SpecPath = []): readonly Leaf[] {
  if (Array.isArray(node)) return node.flatMap((item: unknown, index) => leavesOf(item, [...path, index]));
  if (isJsonObject(node)) return Object.entries(node).flatMap(([name, value]) => leavesOf(value, [...path, name]));
  return typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean' ? [{ path, value: node }] : [];
}

/** The text in single quotes of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function inNamespace(namespace: string | undefined): string {
  return namespace === undefined ? '' : ` -n ${namespace}`;
}

/** `kubectl patch` of one field; lists make it a JSON patch, since a merge patch replaces them whole. */
export function patchCommand(resource: string, object: KubeObject, path: SpecPath, value: unknown): string {
  const { name, namespace } = object.metadata;
  const head = `kubectl patch ${resource} ${name}${inNamespace(namespace)}`;
  if (path.some((step) => typeof step === 'number')) {
    const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return `${head} --type json -p ${quoted(JSON.stringify([{ op: 'replace', path: pointer, value }]))}`;
  }
  const body = path.toReversed().reduce<unknown>((inner, step) => ({ [step]: inner }), value);
  return `${head} --type merge -p ${quoted(JSON.stringify(body))}`;
}

/** A patch of the primary's spec at a path that starts below `spec`. */
export function patchPrimary({ primary, primaryPlural }: Related, path: SpecPath, value: unknown): string {
  return patchCommand(primaryPlural, primary, ['spec', ...path], value);
}

/** The values in the primary's spec. */
export function primaryLeaves({ primary }: Related): readonly Leaf[] {
  return leavesOf(primary['spec']);
}

/** `kubectl describe`: where nothing better is known. */
export function describeCommand(type: Pick<ResourceType, 'group' | 'plural'>, name: string, namespace: string | undefined): string {
  return `kubectl describe ${resourceNameOf(type)} ${name}${inNamespace(namespace)}`;
}
