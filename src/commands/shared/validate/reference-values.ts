import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { KindReference } from '../../../kernel/kind-definition.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';

/** One object that another one names. */
export interface ReferenceValue {
  readonly to: ResourceType;
  /** Where the name stands, from the object's root. */
  readonly path: readonly PropertyKey[];
  readonly name: string;
  /** Absent: the namespace of the one that names it. */
  readonly namespace?: string;
  /** Keys of a Secret or ConfigMap that must be there. */
  readonly keys: readonly string[];
  readonly optional: boolean;
  readonly ofCluster: boolean;
}

function valuesAt(
  value: unknown,
  path: readonly string[],
  walked: readonly PropertyKey[],
): readonly (readonly [readonly PropertyKey[], unknown])[] {
  const [step, ...rest] = path;
  if (step === undefined) return [[walked, value]];
  if (step === '*') return Array.isArray(value) ? value.flatMap((item: unknown, index) => valuesAt(item, rest, [...walked, index])) : [];
  return isJsonObject(value) ? valuesAt(value[step], rest, [...walked, step]) : [];
}

function referenceOf(reference: KindReference, path: readonly PropertyKey[], value: unknown): readonly ReferenceValue[] {
  const base = { to: reference.to, keys: reference.keys ?? [], optional: false, ofCluster: reference.ofCluster === true };
  if (typeof value === 'string') return value === '' ? [] : [{ ...base, path, name: value }];
  if (!isJsonObject(value) || typeof value['name'] !== 'string') return [];
  const { name, namespace, key, optional } = value;
  return [
    {
      ...base,
      path: [...path, 'name'],
      name,
      ...(typeof namespace === 'string' && { namespace }),
      keys: typeof key === 'string' ? [key] : base.keys,
      optional: optional === true,
    },
  ];
}

/** Everything that an object names by its kind's references, in the order of the kind's table. */
export function referenceValues(object: JsonObject, references: readonly KindReference[]): readonly ReferenceValue[] {
  return references.flatMap((reference) =>
    valuesAt(object, reference.path, []).flatMap(([path, value]) => referenceOf(reference, path, value)),
  );
}
