import { isJsonObject } from '../../../kernel/json.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import { firstDifference } from '../../../kernel/semantic-equality.ts';
import type { CustomResourceDefinitionLike } from '../crd-object.ts';

/** How an installed definition stands to ours. `older`: it lacks fields that ours has; `newer`: it has fields that ours lacks. */
export type DefinitionAge = { readonly is: 'same' } | { readonly is: 'older' | 'newer' | 'different'; readonly by: string };

function fieldsOf(schema: unknown, path: string, into: Set<string>): void {
  if (!isJsonObject(schema)) return;
  const { properties, items, additionalProperties } = schema;
  for (const [name, child] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const field = path === '' ? name : `${path}.${name}`;
    into.add(field);
    fieldsOf(child, field, into);
  }
  fieldsOf(items, `${path}[]`, into);
  fieldsOf(additionalProperties, `${path}{}`, into);
}

function fieldsOfDefinition(definition: Pick<CustomResourceDefinitionLike, 'spec'>): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const version of definition.spec.versions) {
    const { name, schema } = version as { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: unknown } };
    fields.add(name);
    fieldsOf(schema?.openAPIV3Schema, name, fields);
  }
  return fields;
}

function first(fields: ReadonlySet<string>, without: ReadonlySet<string>): string | undefined {
  return [...fields].find((field) => !without.has(field));
}

/** Compares by the versions and fields that each has, then by everything that ours says. */
export function compareDefinitions(live: CustomResourceDefinitionLike, ours: Manifest): DefinitionAge {
  const has = fieldsOfDefinition(live);
  const wants = fieldsOfDefinition(ours as unknown as CustomResourceDefinitionLike);
  const lacks = first(wants, has);
  const more = first(has, wants);
  if (lacks !== undefined && more !== undefined) return { is: 'different', by: `it lacks ${lacks} and has ${more}` };
  if (lacks !== undefined) return { is: 'older', by: `it lacks ${lacks}` };
  if (more !== undefined) return { is: 'newer', by: `it has ${more}` };
  const { spec, metadata } = ours;
  const difference = firstDifference({ spec, metadata }, live);
  return difference === undefined ? { is: 'same' } : { is: 'different', by: difference };
}
