import { isJsonObject } from '../../kernel/json.ts';
import type { SchemaNode } from './schema-node.ts';

const ANYTHING: SchemaNode = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** The schema of one version of a CustomResourceDefinition, from its `openAPIV3Schema`. JSON schemas are nodes already; without one all is kept. */
export function schemaOfCrd(json: unknown): SchemaNode {
  return isJsonObject(json) ? json : ANYTHING;
}
