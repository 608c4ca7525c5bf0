import type { FieldError } from '../../failures/field-error.ts';
import { childPath, forbiddenValue, invalidValue, keyPath, notSupported, requiredValue } from '../../failures/field-complaints.ts';
import type { SchemaNode } from '../schema-node.ts';

const MAP_TYPE = 'x-kubernetes-map-type';
const LIST_TYPE = 'x-kubernetes-list-type';
const MAP_KEYS = 'x-kubernetes-list-map-keys';

function ofType(node: SchemaNode, path: string, type: string, keyword: string): readonly FieldError[] {
  if (node.type === type) return [];
  const why = `must be ${type} if ${keyword} is specified`;
  const at = childPath(path, 'type');
  return [node.type === undefined ? requiredValue(at, why) : invalidValue(at, node.type, why)];
}

function setErrors(items: SchemaNode, path: string): readonly FieldError[] {
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const inner = items[LIST_TYPE];
  if (items.type === 'array' && inner !== undefined && inner !== 'atomic') {
    return [invalidValue(childPath(path, `items.${LIST_TYPE}`), inner, why)];
  }
  // The server shows the list type here, whatever the map type is.
  return items.type === 'object' && items[MAP_TYPE] !== 'atomic'
    ? [invalidValue(childPath(path, `items.${MAP_TYPE}`), inner ?? null, why)]
    : [];
}

function keyErrors(node: SchemaNode, keys: readonly string[], path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const at = childPath(path, MAP_KEYS);
  const { items } = node;
  if (keys.length === 0) errors.push(requiredValue(at, 'must not be empty if x-kubernetes-list-type is map'));
  if (items === undefined)
    return [...errors, requiredValue(childPath(path, 'items'), 'must have a schema if x-kubernetes-list-type is map')];
  if (items.type !== 'object') {
    const why = "must be object if parent array's x-kubernetes-list-type is map";
    return [...errors, invalidValue(childPath(path, 'items.type'), items.type ?? '', why)];
  }
  keys.forEach((key, index) => {
    const property = items.properties?.[key];
    if (property === undefined) errors.push(invalidValue(at, keys, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object') {
      const why = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      errors.push(invalidValue(childPath(keyPath(childPath(path, 'items.properties'), key), 'type'), items.type, why));
    }
    if (keys.indexOf(key) < index) errors.push(invalidValue(at, keys, 'must not contain duplicate entries'));
  });
  return errors;
}

function nullErrors(node: SchemaNode, keys: readonly string[], path: string): readonly FieldError[] {
  const { items } = node;
  const type = node[LIST_TYPE];
  if (items === undefined || (type !== 'set' && type !== 'map')) return [];
  const errors: FieldError[] = [];
  if (items.nullable === true)
    errors.push(forbiddenValue(childPath(path, 'items.nullable'), `cannot be nullable when x-kubernetes-list-type is ${type}`));
  for (const key of type === 'map' ? keys : []) {
    const property = items.properties?.[key];
    if (property === undefined) continue;
    const at = keyPath(childPath(path, 'items.properties'), key);
    const why = 'this property is in x-kubernetes-list-map-keys, so it';
    if (!(items.required ?? []).includes(key) && property.default === undefined) {
      errors.push(requiredValue(childPath(at, 'default'), `${why} must have a default or be a required property`));
    }
    if (property.nullable === true) errors.push(forbiddenValue(childPath(at, 'nullable'), `${why} cannot be nullable`));
  }
  return errors;
}

/** What is wrong with `x-kubernetes-map-type`, `x-kubernetes-list-type` and `x-kubernetes-list-map-keys` of a node. */
export function listKeywordErrors(node: SchemaNode, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const [mapType, listType]: readonly (string | undefined)[] = [node[MAP_TYPE], node[LIST_TYPE]];
  const keys = node[MAP_KEYS] ?? [];
  if (mapType !== undefined) {
    errors.push(...ofType(node, path, 'object', MAP_TYPE));
    if (!['atomic', 'granular'].includes(mapType)) errors.push(notSupported(childPath(path, MAP_TYPE), mapType, ['atomic', 'granular']));
  }
  if (listType !== undefined) {
    const wrongType = ofType(node, path, 'array', LIST_TYPE);
    errors.push(...wrongType);
    if (wrongType.length === 0 && listType === 'set' && node.items !== undefined) errors.push(...setErrors(node.items, path));
    if (!['atomic', 'set', 'map'].includes(listType))
      errors.push(notSupported(childPath(path, LIST_TYPE), listType, ['atomic', 'set', 'map']));
  }
  if (keys.length > 0 && listType !== 'map') {
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(
      listType === undefined ? requiredValue(childPath(path, LIST_TYPE), why) : invalidValue(childPath(path, LIST_TYPE), listType, why),
    );
  }
  if (listType === 'map') errors.push(...keyErrors(node, keys, path));
  return [...errors, ...nullErrors(node, keys, path)];
}
