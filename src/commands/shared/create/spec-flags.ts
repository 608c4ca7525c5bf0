import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { CreateFlag } from './create-flag.ts';
import { schemaAt } from './schema-at.ts';

/** A flag that sets something in `spec`. `schema` is there where the flag stands for one field. */
export type SpecFlag = CreateFlag & { readonly schema?: JsonObject };

const SCALARS: readonly unknown[] = ['string', 'integer', 'number', 'boolean'];

function isScalar(schema: JsonObject): boolean {
  return SCALARS.includes(schema['type']) || schema['x-kubernetes-int-or-string'] === true;
}

/** `openaiSecretRef` → `openai-secret-ref`. */
function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** `storage.size` → `storage-size`, `storage.storageClassName` → `storage-class-name`. */
function flagName(path: readonly string[]): string {
  const [first = '', second] = path.map(kebab);
  if (second === undefined) return first;
  return second.startsWith(`${first}-`) ? second : `${first}-${second}`;
}

function helpValueOf(schema: JsonObject): string {
  const choices = schema['enum'];
  if (Array.isArray(choices) && choices.length <= 5) return choices.join('|');
  return schema['type'] === 'integer' || schema['type'] === 'number' ? 'N' : 'VALUE';
}

function flagOf(path: readonly string[], schema: JsonObject): readonly SpecFlag[] {
  const { items, description } = schema;
  const isList = schema['type'] === 'array' && isJsonObject(items) && isScalar(items);
  if (!isList && !isScalar(schema)) return [];
  const flag = { name: flagName(path), path, schema, description: typeof description === 'string' ? description : '' };
  return [isList ? { ...flag, multiple: true, helpValue: helpValueOf(items) } : { ...flag, helpValue: helpValueOf(schema) }];
}

function fieldsOf(schema: JsonObject): readonly (readonly [name: string, schema: JsonObject])[] {
  const { properties } = schema;
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, child]) => (isJsonObject(child) ? [[name, child] as const] : []));
}

/**
 * The flags of `create` for a kind: its curated ones, then one for each scalar (or list of scalars) that stands in `spec` or in an object of
 * it (`spec.image.tag`: `--image-tag`). A name that is taken, by the command's own flags or an earlier one, is left out: `--set` reaches it.
 */
export function specFlags(schema: JsonObject, curated: readonly CreateFlag[], taken: readonly string[]): readonly SpecFlag[] {
  const top = fieldsOf(schema).flatMap(([name, child]) => flagOf([name], child));
  const nested = fieldsOf(schema).flatMap(([name, child]) => fieldsOf(child).flatMap(([inner, field]) => flagOf([name, inner], field)));
  const short = curated.map((flag): SpecFlag => ('path' in flag ? { ...flag, schema: schemaAt(schema, flag.path) } : flag));
  const flags = new Map<string, SpecFlag>();
  for (const flag of [...short, ...top, ...nested]) {
    if (!flags.has(flag.name) && !taken.includes(flag.name)) flags.set(flag.name, flag);
  }
  return [...flags.values()];
}
