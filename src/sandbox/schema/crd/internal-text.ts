import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { QuotedText } from '../../failures/field-complaints.ts';
import { goStructJson } from '../../values/go-text.ts';
import { itemsIn, objectIn, textIn } from '../../values/read-values.ts';

/** Fields of the server's own form of a schema, in its order, with the JSON name and the value where it is absent. */
const SCHEMA_FIELDS: readonly (readonly [field: string, json: string, absent: unknown])[] = [
  ['ID', 'id', ''],
  ['Schema', '$schema', ''],
  ['Ref', '$ref', null],
  ['Description', 'description', ''],
  ['Type', 'type', ''],
  ['Nullable', 'nullable', false],
  ['Format', 'format', ''],
  ['Title', 'title', ''],
  ['Default', 'default', null],
  ['Maximum', 'maximum', null],
  ['ExclusiveMaximum', 'exclusiveMaximum', false],
  ['Minimum', 'minimum', null],
  ['ExclusiveMinimum', 'exclusiveMinimum', false],
  ['MaxLength', 'maxLength', null],
  ['MinLength', 'minLength', null],
  ['Pattern', 'pattern', ''],
  ['MaxItems', 'maxItems', null],
  ['MinItems', 'minItems', null],
  ['UniqueItems', 'uniqueItems', false],
  ['MultipleOf', 'multipleOf', null],
  ['Enum', 'enum', null],
  ['MaxProperties', 'maxProperties', null],
  ['MinProperties', 'minProperties', null],
  ['Required', 'required', null],
  ['Items', 'items', null],
  ['AllOf', 'allOf', null],
  ['OneOf', 'oneOf', null],
  ['AnyOf', 'anyOf', null],
  ['Not', 'not', null],
  ['Properties', 'properties', null],
  ['AdditionalProperties', 'additionalProperties', null],
  ['PatternProperties', 'patternProperties', null],
  ['Dependencies', 'dependencies', null],
  ['AdditionalItems', 'additionalItems', null],
  ['Definitions', 'definitions', null],
  ['ExternalDocs', 'externalDocs', null],
  ['Example', 'example', null],
  ['XPreserveUnknownFields', 'x-kubernetes-preserve-unknown-fields', null],
  ['XEmbeddedResource', 'x-kubernetes-embedded-resource', false],
  ['XIntOrString', 'x-kubernetes-int-or-string', false],
  ['XListMapKeys', 'x-kubernetes-list-map-keys', null],
  ['XListType', 'x-kubernetes-list-type', null],
  ['XMapType', 'x-kubernetes-map-type', null],
  ['XValidations', 'x-kubernetes-validations', null],
];

function internalRule(rule: JsonObject): JsonObject {
  return {
    Rule: textIn(rule['rule']),
    Message: textIn(rule['message']),
    MessageExpression: textIn(rule['messageExpression']),
    Reason: rule['reason'] ?? null,
    FieldPath: textIn(rule['fieldPath']),
    OptionalOldSelf: rule['optionalOldSelf'] ?? null,
  };
}

function internalField(json: string, value: unknown): unknown {
  switch (json) {
    case 'items':
      return { Schema: internalSchema(objectIn(value)), JSONSchemas: null };
    case 'additionalProperties':
      return isJsonObject(value) ? { Allows: true, Schema: internalSchema(value) } : { Allows: value, Schema: null };
    case 'not':
      return internalSchema(objectIn(value));
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return itemsIn(value).map((one) => internalSchema(objectIn(one)));
    case 'properties': {
      const properties = objectIn(value);
      const names = Object.keys(properties).toSorted();
      return Object.fromEntries(names.map((name) => [name, internalSchema(objectIn(properties[name]))]));
    }
    case 'x-kubernetes-validations':
      return itemsIn(value).map((one) => internalRule(objectIn(one)));
    default:
      return value;
  }
}

function internalSchema(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    SCHEMA_FIELDS.map(([field, json, absent]) => [field, schema[json] === undefined ? absent : internalField(json, schema[json])]),
  );
}

/** A schema as the server shows it in a message. */
export function schemaText(schema: JsonObject): QuotedText {
  return { quoted: goStructJson(internalSchema(schema)) };
}

/** A rule as the server shows it in a message. */
export function ruleText(rule: JsonObject): QuotedText {
  return { quoted: goStructJson(internalRule(rule)) };
}

/** `spec.versions` as the server shows them in a message. What all versions have alike it keeps elsewhere (`hoisted`). */
export function versionsText(versions: readonly JsonObject[], hoisted: ReadonlySet<string>): QuotedText {
  const part = (version: JsonObject, name: string): unknown => (hoisted.has(name) ? null : (version[name] ?? null));
  const internal = versions.map((version) => {
    const schema = part(version, 'schema');
    return {
      Name: textIn(version['name']),
      Served: version['served'] === true,
      Storage: version['storage'] === true,
      Deprecated: version['deprecated'] === true,
      DeprecationWarning: version['deprecationWarning'] ?? null,
      Schema: isJsonObject(schema) ? { OpenAPIV3Schema: internalSchema(objectIn(schema['openAPIV3Schema'])) } : null,
      Subresources: part(version, 'subresources'),
      AdditionalPrinterColumns: part(version, 'additionalPrinterColumns'),
      SelectableFields: part(version, 'selectableFields'),
    };
  });
  return { quoted: goStructJson(internal) };
}
