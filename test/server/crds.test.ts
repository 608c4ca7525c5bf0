import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Connection } from '../../src/cluster/connect.ts';
import { connect } from '../../src/cluster/connect.ts';
import { ApiError } from '../../src/cluster/api-error.ts';
import { CUSTOM_RESOURCE_DEFINITION } from '../../src/kernel/builtin-types.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { KindDefinition } from '../../src/kernel/kind-definition.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { apiVersionOf, resourceNameOf } from '../../src/kernel/resource-type.ts';
import { abiInstance, abiInstanceName } from '../../src/kinds/abi/abi-instance.ts';
import { allKinds } from '../../src/kinds/all-kinds.ts';
import { maiaInstanceName } from '../../src/kinds/maia/maia-instance.ts';
import { maiaTenant, maiaTenantName } from '../../src/kinds/maia/maia-tenant.ts';
import { openApiSchema } from '../../src/kinds/shared/openapi-schema.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { boundCases } from '../support/bound-cases.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { inParallel } from '../support/in-parallel.ts';
import { KIND_HINTS } from '../support/kind-hints.ts';
import { largestObject } from '../support/largest-object.ts';
import { allRuleCases } from '../support/rule-cases/all-rule-cases.ts';
import { schemaNodes, withValueAt } from '../support/schema-nodes.ts';
import { VALUE_POOL } from '../support/value-pool.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const GUIDES = path.join(import.meta.dirname, 'guide-manifests');

function kindNamed(name: unknown): KindDefinition {
  const kind = allKinds.find((one) => one.kind === name);
  if (kind === undefined) throw new Error(`no kind ${String(name)}`);
  return kind;
}

function isEstablished(crd: JsonObject): boolean {
  const conditions = isJsonObject(crd['status']) ? crd['status']['conditions'] : undefined;
  return Array.isArray(conditions) && conditions.some((one: JsonObject) => one['type'] === 'Established' && one['status'] === 'True');
}

describeCluster('the CRDs on a real API server', (plane) => {
  const warnings: string[] = [];
  let connection: Connection;
  let namespace = '';

  /** Why the server refuses an object, or undefined. Nothing is stored. */
  async function refusal(kind: KindDefinition, spec: unknown, name = 'a'): Promise<string | undefined> {
    const place = kind.scope === 'Namespaced' ? { name, namespace } : { name };
    const manifest: Manifest = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: place, spec };
    try {
      await connection.api.create(kind, manifest, { dryRun: true });
      return undefined;
    } catch (error) {
      if (error instanceof ApiError && (error.reason === 'Invalid' || error.reason === 'BadRequest')) return error.message;
      throw error;
    }
  }

  beforeAll(async () => {
    connection = await connect({
      kubeconfig: plane.kubeconfig,
      program: 'crds.test',
      version: '0',
      fieldManager: 'crds-test',
      onWarning: (text) => warnings.push(text),
    });
    for (const kind of allKinds)
      await connection.api.apply(CUSTOM_RESOURCE_DEFINITION, crdOf(kind), { fieldManager: 'crds-test', force: true });
    for (const kind of allKinds) {
      const name = resourceNameOf(kind);
      await vi.waitUntil(async () => isEstablished(await connection.api.get(CUSTOM_RESOURCE_DEFINITION, { name })), { timeout: 60_000 });
    }
    namespace = await uniqueNamespace(connection.api, 'crds');
  });

  afterAll(() => connection.close());

  test('are taken without a warning', () => {
    expect(warnings).toEqual([]);
  });

  test.each(['maia', 'abi', 'neurallog', 'kaos', 'marie'])('take the manifests of the guide of %s', async (system) => {
    const text = await readFile(path.join(GUIDES, `${system}.yaml`), 'utf8');
    const manifests = parseAllDocuments(text).map((document): Manifest => document.toJS());
    const refusals = await Promise.all(manifests.map(async ({ kind, metadata, spec }) => refusal(kindNamed(kind), spec, metadata.name)));
    expect(refusals).toEqual(manifests.map(() => undefined));
    expect(await readdir(GUIDES)).toHaveLength(5);
  });

  test('judge every rule as this program does, with the same message', async () => {
    const wrong = await inParallel(8, allRuleCases, async ({ kind, spec, refused }) => {
      const answer = await refusal(kindNamed(kind), spec);
      const agreed = refused === undefined ? answer === undefined : answer?.includes(refused);
      return agreed === true ? [] : [`${kind} ${JSON.stringify(spec)}: ${answer ?? 'accepted'}`];
    });
    expect(wrong.flat()).toEqual([]);
  });

  test.each([
    ['MaiaInstance', maiaInstanceName, {}, 45],
    ['MaiaTenant', maiaTenantName, { instanceRef: { name: 'a' } }, 63],
    ['AbiInstance', abiInstanceName, {}, 52],
  ] as const)('judge names of %s as this program does', async (kind, rule, spec, longest) => {
    for (const name of ['a', '1a', 'a.b', 'a-b', 'a'.repeat(longest), 'a'.repeat(longest + 1)]) {
      const ours = rule.problem(name);
      const theirs = await refusal(kindNamed(kind), spec, name);
      if (ours === undefined) expect(theirs, name).toBeUndefined();
      else expect(theirs, name).toContain(ours);
    }
  });

  test('every rule on a spec has a case that breaks it', async () => {
    const refusals = await inParallel(8, allRuleCases, async ({ kind, spec }) => (await refusal(kindNamed(kind), spec)) ?? '');
    const untested = allKinds.flatMap((kind) =>
      schemaNodes(openApiSchema(kind.spec), 'spec').flatMap((node) => {
        const rules: readonly JsonObject[] = Array.isArray(node.schema['x-kubernetes-validations'])
          ? node.schema['x-kubernetes-validations']
          : [];
        return rules.filter(
          ({ rule, message }) => !String(rule).includes('oldSelf') && !refusals.some((answer) => answer.includes(String(message))),
        );
      }),
    );
    expect(untested).toEqual([]);
  });

  test('values are judged by pattern and rule as this program judges them', async () => {
    const seen = new Set<string>();
    const trials = allKinds.flatMap((kind) =>
      schemaNodes(openApiSchema(kind.spec), 'spec')
        .filter(({ schema }) => {
          if (schema['pattern'] === undefined) return false;
          const meaning = JSON.stringify([schema['pattern'], schema['x-kubernetes-validations'], schema['x-kubernetes-int-or-string']]);
          return !seen.has(meaning) && seen.add(meaning);
        })
        .flatMap((node) => VALUE_POOL.map((value) => ({ kind, node, value }))),
    );
    const disagreements = await inParallel(8, trials, async ({ kind, node, value }) => {
      const spec = withValueAt(node, value, KIND_HINTS[kind.kind] ?? {});
      const theirs = await refusal(kind, spec);
      const ours = kind.spec.safeParse(spec).success;
      return (theirs === undefined) === ours ? [] : [{ path: `${kind.kind} ${node.path}`, value, theirs: theirs ?? 'accepted' }];
    });
    expect(trials.length).toBeGreaterThan(1000);
    expect(disagreements.flat()).toEqual([]);
  });

  test('a tenant cannot move to another instance', async () => {
    const metadata = { name: 'settled', namespace };
    const spec = { instanceRef: { name: 'notes' } };
    await connection.api.create(maiaTenant, { apiVersion: apiVersionOf(maiaTenant), kind: maiaTenant.kind, metadata, spec });
    const move = (instanceRef: JsonObject): Promise<unknown> =>
      connection.api.patch(maiaTenant, metadata, { type: 'merge', body: { spec: { instanceRef } } });
    await expect(move({ name: 'other' })).rejects.toThrow('instanceRef cannot be changed');
    await expect(move({ namespace: 'elsewhere' })).rejects.toThrow('instanceRef cannot be changed');
    await expect(move({ name: 'notes' })).resolves.toMatchObject({ spec });
  });

  test('an object that was made without spec can be scaled', async () => {
    const metadata = { name: 'bare', namespace };
    await connection.api.create(abiInstance, { apiVersion: apiVersionOf(abiInstance), kind: abiInstance.kind, metadata });
    const patch = { type: 'merge', body: { spec: { replicas: 5 } } } as const;
    await connection.api.patch(abiInstance, metadata, patch, { subresource: 'scale' });
    expect(await connection.api.get(abiInstance, metadata)).toMatchObject({ spec: { replicas: 5 } });
  });

  test.each(allKinds)('$kind is shown with its columns', async (kind) => {
    const table = await connection.api.table(kind);
    const shown = table.columnDefinitions.slice(1).map(({ name, priority }) => [name, priority]);
    expect(shown).toEqual(kind.columns.map(({ name, priority = 0 }) => [name, priority]));
  });

  describe.each(allKinds)('$kind', (kind) => {
    const hints = KIND_HINTS[kind.kind] ?? {};
    const schema = openApiSchema(kind.spec);

    test('takes what lies on a bound and refuses what lies past it', async () => {
      const cases = boundCases(schema, hints);
      const wrong = await inParallel(8, cases, async ({ what, spec, accepted }) => {
        const answer = await refusal(kind, spec);
        return (answer === undefined) === accepted ? [] : [`${what}: ${answer?.slice(0, 300) ?? 'accepted'}`];
      });
      expect(cases.length).toBeGreaterThan(50);
      expect(wrong.flat()).toEqual([]);
    });

    test('stores an object that is at every bound', async () => {
      const place = kind.scope === 'Namespaced' ? { name: 'f', namespace } : { name: 'f' };
      const spec = largestObject(schema, 'spec', { longest: hints.longest ?? 1024, hints });
      const stored = await connection.api.create(kind, { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: place, spec });
      expect(stored['spec']).toEqual(spec);
      const status = largestObject(openApiSchema(kind.status), 'status', { longest: 256, hints });
      const updated = await connection.api.patch(kind, place, { type: 'merge', body: { status } }, { subresource: 'status' });
      expect(updated['status']).toEqual(status);
      await connection.api.remove(kind, place);
    });
  });
});
