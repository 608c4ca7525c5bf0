import { expect, test } from 'vitest';
import { isJsonObject } from '../kernel/json.ts';
import { resourceNameOf } from '../kernel/resource-type.ts';
import { allKinds } from './all-kinds.ts';
import { openApiSchema } from './shared/openapi-schema.ts';

/** The schema at a path of field names; `*` is an entry of a list. Undefined where the path leads nowhere. */
function schemaAt(schema: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((current, step) => {
    if (!isJsonObject(current)) return undefined;
    if (current['x-kubernetes-preserve-unknown-fields'] === true) return current;
    if (step === '*') return current['items'];
    return isJsonObject(current['properties']) ? current['properties'][step] : undefined;
  }, schema);
}

const cases = allKinds.map((kind) => ({
  kind,
  name: resourceNameOf(kind),
  schema: { type: 'object', properties: { spec: openApiSchema(kind.spec) } },
}));

test.each(cases)('$name: its smallest spec fits its schema, and a name its rule', ({ kind }) => {
  const parsed = kind.spec.safeParse(kind.smallestSpec);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ message }) => message).join('; '));
  expect(kind.nameProblem?.('aistack-check', parsed.data)).toBeUndefined();
  expect(kind.nameProblem?.('a'.repeat(64), parsed.data)).toContain('metadata.name may be at most');
});

test.each(cases)('$name: its number of pods, its switch and its groups are fields of its schema', ({ kind, schema }) => {
  if (kind.replicas !== undefined) expect(schemaAt(schema, kind.replicas)).toMatchObject({ type: 'integer' });
  if (kind.scale !== undefined) expect(`.${kind.replicas?.join('.') ?? ''}`).toBe(kind.scale.specReplicasPath);
  if (kind.suspend?.by === 'field') {
    expect(schemaAt(schema, kind.suspend.path)).toMatchObject({ type: 'boolean' });
    if (kind.suspend.reasonPath !== undefined) expect(schemaAt(schema, kind.suspend.reasonPath)).toMatchObject({ type: 'string' });
  }
  const { groups } = kind;
  if (groups === undefined) return;
  const entry = (field: string | undefined): unknown => (field === undefined ? undefined : schemaAt(schema, [...groups.list, '*', field]));
  expect(entry(groups.key)).toMatchObject({ type: 'string' });
  expect(entry(groups.replicas)).toMatchObject({ type: 'integer' });
  expect(entry(groups.suspend)).toMatchObject({ type: 'boolean' });
  expect(schemaAt(schema, groups.list)).toMatchObject({ 'x-kubernetes-list-map-keys': [groups.key] });
});

test.each(cases)('$name: every reference is a field of its schema that can hold a name', ({ kind, schema }) => {
  for (const { path } of kind.references ?? []) {
    const field = schemaAt(schema, path);
    expect([path, field]).not.toEqual([path, undefined]);
    const isOpaque = isJsonObject(field) && field['x-kubernetes-preserve-unknown-fields'] === true;
    const isText = isJsonObject(field) && field['type'] === 'string';
    if (!isOpaque && !isText) expect(schemaAt(field, ['name'])).toMatchObject({ type: 'string' });
  }
});
