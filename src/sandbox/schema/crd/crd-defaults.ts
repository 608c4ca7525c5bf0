import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { namesOf } from './crd-parts.ts';

/** A definition with the defaults of the server (apiextensions/v1, `SetDefaults_CustomResourceDefinitionSpec`). */
export function withCrdDefaults<T extends JsonObject>(crd: T): T {
  const { spec } = crd;
  if (!isJsonObject(spec)) return crd;
  const given = isJsonObject(spec['names']) ? spec['names'] : {};
  const { kind, singular, listKind } = namesOf(given);
  const names = {
    ...(singular === '' && kind !== '' ? { singular: kind.toLowerCase() } : {}),
    ...(listKind === '' && kind !== '' ? { listKind: `${kind}List` } : {}),
  };
  const named = Object.keys(names).length > 0;
  if (!named && spec['conversion'] !== undefined && spec['preserveUnknownFields'] !== false) return crd;
  // False is the default, and left out of answers.
  const { preserveUnknownFields, ...rest } = spec;
  return {
    ...crd,
    spec: {
      ...rest,
      ...(named ? { names: { ...given, ...names } } : {}),
      ...(preserveUnknownFields === true ? { preserveUnknownFields } : {}),
      conversion: spec['conversion'] ?? { strategy: 'None' },
    },
  };
}
