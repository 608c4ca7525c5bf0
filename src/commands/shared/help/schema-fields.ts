import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';

/** One field of a type. */
export interface SchemaField {
  /** `.spec.image.tag`; `[]` stands for each entry of a list, `{}` for each value of a map. */
  readonly path: string;
  /** `string`, `integer`, `[]object`, … */
  readonly type: string;
  /** Its default, the values that it may have, or what it is for. */
  readonly note: string;
}

function typeOf(schema: JsonObject): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  const { type, items, additionalProperties } = schema;
  if (type === 'array' && isJsonObject(items)) return `[]${typeOf(items)}`;
  if (isJsonObject(additionalProperties)) return `map of ${typeOf(additionalProperties)}`;
  return typeof type === 'string' ? type : 'any';
}

function noteOf(schema: JsonObject, isRequired: boolean): string {
  const { default: preset, enum: choices, description } = schema;
  const isPlain = preset !== undefined && typeof preset !== 'object';
  return [
    isRequired ? 'required' : '',
    Array.isArray(choices) ? choices.join('|') : '',
    isPlain ? `default ${JSON.stringify(preset)}` : '',
    typeof description === 'string' ? description : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** Every field below `path` that a structural schema declares, parents before their children. */
export function schemaFields(schema: JsonObject, path: string): readonly SchemaField[] {
  const { properties, items, additionalProperties, required } = schema;
  if (isJsonObject(items)) return schemaFields(items, `${path}[]`);
  if (isJsonObject(additionalProperties)) return schemaFields(additionalProperties, `${path}{}`);
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, child]) => {
    if (!isJsonObject(child)) return [];
    const own = `${path}.${name}`;
    const isRequired = Array.isArray(required) && required.includes(name);
    return [{ path: own, type: typeOf(child), note: noteOf(child, isRequired) }, ...schemaFields(child, own)];
  });
}
