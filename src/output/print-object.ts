import { stringify } from 'yaml';

import type { JsonObject } from '../kernel/json.ts';
import { maskSecrets } from './mask-secrets.ts';

/** JSON as kubectl indents it, with secret values hidden. */
export function toJson(object: JsonObject): string {
  return `${JSON.stringify(maskSecrets(object), null, 4)}\n`;
}

/** One YAML document in which strings that YAML 1.1 readers (Kubernetes' own among them) would take for something else are quoted, keys in the order given, no anchors, lines never folded, secret values hidden. */
export function toYaml(object: JsonObject): string {
  return stringify(maskSecrets(object), { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' });
}

/** Several objects as one stream of YAML documents. */
export function toYamlStream(objects: readonly JsonObject[]): string {
  return objects.map(toYaml).join('---\n');
}

/** Several objects as a `v1` List, as kubectl prints them. */
export function toList(items: readonly JsonObject[]): JsonObject {
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items };
}
