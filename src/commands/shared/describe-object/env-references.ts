import { CONFIG_MAP, SECRET } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { Reference } from './reference.ts';

const BY_FIELD = { secretKeyRef: SECRET, configMapKeyRef: CONFIG_MAP } as const;

function entries(node: unknown, path: string): readonly { readonly field: string; readonly value: unknown }[] {
  if (Array.isArray(node)) {
    return node.map((value: unknown, index) => ({
      field: `${path}[${isJsonObject(value) && typeof value['name'] === 'string' ? value['name'] : String(index)}]`,
      value,
    }));
  }
  return isJsonObject(node) ? Object.entries(node).map(([name, value]) => ({ field: `${path}.${name}`, value })) : [];
}

/** The Secrets and ConfigMaps from which environment variables of a spec take their values. `namespace`: where its pods run. */
export function envReferences(node: unknown, namespace: string, path = 'spec'): readonly Reference[] {
  return entries(node, path).flatMap(({ field, value }): readonly Reference[] => {
    const word = field.split('.').at(-1);
    if ((word !== 'secretKeyRef' && word !== 'configMapKeyRef') || !isJsonObject(value)) return envReferences(value, namespace, field);
    const { name, key, optional } = value;
    if (typeof name !== 'string' || typeof key !== 'string') return [];
    return [{ type: BY_FIELD[word], namespace, name, field, keys: [key], optional: optional === true }];
  });
}
