import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject } from '../../src/kernel/json.ts';
import { resourceNameOf } from '../../src/kernel/resource-type.ts';
import { abiInstance as kind } from '../../src/kinds/abi/abi-instance.ts';
import { SERVICE_MONITOR } from '../../src/kernel/builtin-types.ts';
import { abiInstance } from '../../src/reconcile/abi/abi-instance.ts';
import { applied, planned } from '../support/abi-cluster.ts';
import { distinct, refusedOf } from '../support/abi-edits.ts';
import { abiInstancePrimary, anyAbiName, anyAbiSpec } from '../support/abi-instances.ts';
import { abiScene, exampleIn } from '../support/abi-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { erased, settle } from '../support/engine-rig.ts';
import { inParallel } from '../support/in-parallel.ts';
import { rawClient } from '../support/raw-client.ts';

const SEED = 20_260_301;
const NOT_SERVED = [resourceNameOf(SERVICE_MONITOR)];

describeCluster(
  'any AbiInstance on an API server',
  (plane) => {
    const { connection, fresh, put } = abiScene(plane);

    test('2,000 specs: every child of each is accepted', async () => {
      const namespace = await fresh();
      const cases = fc.sample(fc.tuple(anyAbiSpec, anyAbiName), { numRuns: 2_000, seed: SEED });
      const plans = await Promise.all(
        cases.map(async ([spec, name]) => planned(abiInstancePrimary(spec, { name, namespace }), { notServed: NOT_SERVED })),
      );
      expect(plans.filter((plan) => plan.steps.length === 0)).toEqual([]);
      const manifests = distinct(plans.flatMap(applied));
      expect(manifests.length).toBeGreaterThan(4_000);
      expect(await refusedOf(connection(), manifests)).toEqual([]);
    }, 400_000);

    test("every child of the guide's manifests is accepted without a warning", async () => {
      const namespace = await fresh();
      const raw = await rawClient(plane.kubeconfig);
      for (const file of ['basic.yaml', 'gpu.yaml', 'production.yaml']) {
        const example = await exampleIn(namespace, file);
        const plan = await planned(abiInstancePrimary(example['spec'], { name: example.metadata.name, namespace }), {
          notServed: NOT_SERVED,
        });
        for (const manifest of applied(plan)) {
          const type = abiInstance.children.find((child) => child.type.kind === manifest.kind)?.type;
          const group = type?.group === '' ? '/api/v1' : `/apis/${manifest.apiVersion}`;
          const path = `${group}/namespaces/${namespace}/${type?.plural ?? ''}/${manifest.metadata.name}?dryRun=All&fieldManager=x&fieldValidation=Strict`;
          const answer = await raw.request('PATCH', path, { body: manifest, type: 'application/apply-patch+yaml' });
          expect([manifest.kind, answer.status, answer.headers['warning']]).toEqual([manifest.kind, 201, undefined]);
        }
      }
      raw.close();
    });

    test('500 edits: no step ever stumbles over a field that cannot change', async () => {
      const namespace = await fresh();
      const names = Array.from({ length: 50 }, (_, index) => `edit-${index}`);
      const rounds = 10;
      // Without pods the edits are as fast as the API server; what cannot change does not depend on them.
      const specs = fc.sample(
        anyAbiSpec.map((spec) => ({ ...(spec as object), replicas: 0 })),
        { numRuns: names.length * (rounds + 1), seed: SEED + 1 },
      );
      const stumbled: string[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        await inParallel(16, [...names.entries()], async ([index, name]) => put(namespace, name, specs[round * names.length + index]));
        await settle(connection(), {
          reconcilers: [erased(abiInstance)],
          namespace,
          onPass: ({ key, failures = [] }) => {
            for (const { message, reason, subject } of failures)
              if (reason !== 'NotServed') stumbled.push(`${key}: ${subject}: ${message}`);
          },
        });
      }
      expect([...new Set(stumbled)]).toEqual([]);
      const { items } = await connection().api.list(kind, { namespace });
      expect(items).toHaveLength(names.length);
      for (const { status } of items as readonly { readonly status?: unknown }[]) {
        expect(isJsonObject(status) && status['phase']).toMatch(/^(Running|Failed|Updating|Creating)$/);
      }
    }, 400_000);
  },
  { needs: 'controllers' },
);
