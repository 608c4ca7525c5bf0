import type { KindDefinition, SchemaIssue } from '../../../kernel/kind-definition.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { unknownFields } from '../unknown-fields.ts';
import { specAsRead } from './spec-as-read.ts';

/** Everything wrong with the spec of a manifest: what its schema says and the fields that it does not know. Paths begin with `spec`. */
export function specIssues(kind: KindDefinition, spec: unknown): readonly SchemaIssue[] {
  const given = specAsRead(kind, spec);
  if (given === undefined) return [{ path: ['spec'], message: 'is missing' }];
  const parsed = kind.spec.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues;
  return [...wrong, ...unknownFields(openApiSchema(kind.spec), given)].map(({ path, message }) => ({ path: ['spec', ...path], message }));
}
