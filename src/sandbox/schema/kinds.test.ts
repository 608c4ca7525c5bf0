import { expect, test } from 'vitest';
import { boundCases } from '../../../test/support/bound-cases.ts';
import { KIND_HINTS } from '../../../test/support/kind-hints.ts';
import { largestObject } from '../../../test/support/largest-object.ts';
import { allRuleCases } from '../../../test/support/rule-cases/all-rule-cases.ts';
import { schemaNodes, withValueAt } from '../../../test/support/schema-nodes.ts';
import { VALUE_POOL } from '../../../test/support/value-pool.ts';
import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { apiVersionOf } from '../../kernel/resource-type.ts';
import { allKinds } from '../../kinds/all-kinds.ts';
import { openApiSchema } from '../../kinds/shared/openapi-schema.ts';
import { crdOf } from '../../manifests/crd.ts';
import { defaultBySchema } from './default-by-schema.ts';
import { schemaOfCrd } from './schema-of-crd.ts';
import type { SchemaNode } from './schema-node.ts';
import { validateBySchema } from './validate-by-schema.ts';

// The definitions of this program, judged here as test/server/crds.test.ts lets the API server judge them.

const schemas = new Map<string, SchemaNode>(
  allKinds.map((kind) => {
    const { spec } = crdOf(kind) as unknown as { spec: { versions: readonly { schema: { openAPIV3Schema: unknown } }[] } };
    return [kind.kind, schemaOfCrd(spec.versions[0]?.schema.openAPIV3Schema)];
  }),
);

function kindNamed(name: string): KindDefinition {
  const kind = allKinds.find((one) => one.kind === name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return kind;
}

function refusal(kind: KindDefinition, spec: unknown, name = 'a', status?: unknown): string | undefined {
  const schema = schemas.get(kind.kind) ?? {};
  const object = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name }, spec, ...(status === undefined ? {} : { status }) };
  const errors = validateBySchema(schema, defaultBySchema(schema, object));
  return errors.length === 0 ? undefined : errors.map(({ field, message }) => `${field}: ${message}`).join('\n');
}

test('every rule judges as the server does', () => {
  for (const { kind, spec, refused, name } of allRuleCases) {
    const answer = refusal(kindNamed(kind), spec, name);
    const what = `${kind} ${JSON.stringify(spec)}`;
    if (refused === undefined) expect(answer, what).toBeUndefined();
    else expect(answer, what).toContain(refused);
  }
});

test.each(allKinds)('$kind: what lies on a bound is taken, what lies past it is not', (kind) => {
  const hints = KIND_HINTS[kind.kind] ?? {};
  const wrong = boundCases(openApiSchema(kind.spec), hints).filter(
    ({ spec, accepted }) => (refusal(kind, spec) === undefined) !== accepted,
  );
  expect(wrong.map(({ what }) => what)).toEqual([]);
});

test.each(allKinds)('$kind: an object at every bound is taken', (kind) => {
  const hints = KIND_HINTS[kind.kind] ?? {};
  const spec = largestObject(openApiSchema(kind.spec), 'spec', { longest: 256, hints });
  const status = largestObject(openApiSchema(kind.status), 'status', { longest: 256, hints });
  expect(refusal(kind, spec, 'a', status)).toBeUndefined();
});

test('values are judged by pattern and rule as the kinds judge them', () => {
  const disagreements = allKinds.flatMap((kind) =>
    schemaNodes(openApiSchema(kind.spec), 'spec')
      .filter(({ schema }) => schema['pattern'] !== undefined)
      .flatMap((node) =>
        VALUE_POOL.flatMap((value) => {
          const spec = withValueAt(node, value, KIND_HINTS[kind.kind] ?? {});
          const theirs = refusal(kind, spec);
          const agreed = (theirs === undefined) === kind.spec.safeParse(spec).success;
          return agreed ? [] : [{ path: `${kind.kind} ${node.path}`, value, theirs }];
        }),
      ),
  );
  expect(disagreements).toEqual([]);
});
