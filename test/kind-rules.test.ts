import { describe, expect, test } from 'vitest';
import { allKinds } from '../src/kinds/all-kinds.ts';
import { openApiSchema } from '../src/kinds/shared/openapi-schema.ts';
import { boundCases } from './support/bound-cases.ts';
import { KIND_HINTS } from './support/kind-hints.ts';
import { largestObject } from './support/largest-object.ts';
import { allRuleCases } from './support/rule-cases/all-rule-cases.ts';
import { schemaNodes } from './support/schema-nodes.ts';

// What this program says of the values that test/server/crds.test.ts shows to the API server.

function problems(kindName: string, spec: unknown): readonly string[] {
  const kind = allKinds.find((one) => one.kind === kindName);
  const result = kind?.spec.safeParse(spec);
  if (result === undefined) throw new Error(`no kind ${kindName}`);
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

test('every rule judges as it should, with one message', () => {
  for (const { kind, spec, refused } of allRuleCases) {
    expect(problems(kind, spec), `${kind} ${JSON.stringify(spec)}`).toEqual(
      refused === undefined ? [] : [expect.stringContaining(refused)],
    );
  }
});

describe.each(allKinds)('$kind', (kind) => {
  const schema = openApiSchema(kind.spec);
  const hints = KIND_HINTS[kind.kind] ?? {};

  test('takes what lies on a bound and refuses what lies past it', () => {
    const wrong = boundCases(schema, hints).filter(({ spec, accepted }) => kind.spec.safeParse(spec).success !== accepted);
    expect(wrong.map(({ what }) => what)).toEqual([]);
  });

  test('takes an object that is at every bound', () => {
    expect(problems(kind.kind, largestObject(schema, 'spec', { longest: hints.longest ?? 1024, hints }))).toEqual([]);
  });

  test('bounds every list, map and text of spec and status', () => {
    const nodes = [...schemaNodes(schema, 'spec'), ...schemaNodes(openApiSchema(kind.status), 'status')];
    const unbounded = nodes.filter(({ schema: node }) => {
      if (node['type'] === 'array') return node['maxItems'] === undefined;
      if (node['type'] === 'string') return node['maxLength'] === undefined && node['enum'] === undefined;
      return node['additionalProperties'] !== undefined && node['maxProperties'] === undefined;
    });
    expect(unbounded.map(({ path }) => path)).toEqual([]);
  });

  test('describes every field', () => {
    const nodes = [...schemaNodes(schema, 'spec'), ...schemaNodes(openApiSchema(kind.status), 'status')];
    const silent = nodes.filter(
      ({ path, schema: node, parent }) => parent !== undefined && /\.\w+$/.test(path) && node['description'] === undefined,
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});
