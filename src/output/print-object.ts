import { stringify } from 'yaml';

import type { JsonObject } from '../kernel/json.ts';
import { maskSecrets } from './mask-secrets.ts';

export { toList } from './object-list.ts';

/** JSON as kubectl indents it, with secret values hidden. */
export function toJson(object: JsonObject): string {
  return `${JSON.stringify(maskSecrets(object), null, 4)}\n`;
}

/** JSON on one line, with secret values hidden. */
export function toJsonLine(object: JsonObject): string {
  return `${JSON.stringify(maskSecrets(object))}\n`;
}

/** One YAML document in which strings that YAML 1.1 readers (Kubernetes' own among them) would take for something else are quoted, keys in the order given, no anchors, lines never folded, secret values hidden. */
export function toYaml(object: JsonObject): string {
  return stringify(maskSecrets(object), { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false, version: '1.1' });
}

/** Several objects as one stream of YAML documents. */
export function toYamlStream(objects: readonly JsonObject[]): string {
  return objects.map(toYaml).join('---\n');
}
