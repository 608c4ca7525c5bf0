import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.ts';
import { builtinSchema } from '../builtin/schema/builtin-schemas.ts';
import { isFailure } from '../failures/api-failure.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { type Applied, applyToLive, type ApplyRequest } from './apply-to-live.ts';
import { encodeFieldsV1 } from './fields-v1.ts';
import { ignoredFields } from './ignored-fields.ts';
import type { ManagedFieldsEntry } from './managed-fields.ts';
import { ownAfterUpdate } from './own-after-update.ts';
import { ownedByApplying } from './owned-by-applying.ts';
import { objectSchema } from './value-form.ts';

const TEXT: SchemaNode = { type: 'string' };
const SCHEMA: SchemaNode = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        text: TEXT,
        map: { type: 'object', additionalProperties: TEXT },
        atomic: { type: 'array', items: TEXT },
        set: { type: 'array', items: TEXT, 'x-kubernetes-list-type': 'set' },
        list: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: TEXT, value: TEXT } },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
  },
};
const IGNORE = ignoredFields({ group: 'example.com', plural: 'things', custom: true, hasStatus: true }, '');
const NOW = Date.UTC(2026, 0, 1);

function thing(spec?: JsonObject): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x' }, ...(spec === undefined ? {} : { spec }) };
}

function apply(live: JsonObject | undefined, spec: JsonObject | undefined, more: Partial<ApplyRequest> = {}): Applied {
  const request = { live, applied: thing(spec), manager: 'a', force: false, schema: SCHEMA, subresource: '', now: NOW, ignore: IGNORE };
  return applyToLive({ ...request, ...more });
}

function entries(object: JsonObject): readonly ManagedFieldsEntry[] {
  return (object['metadata'] as { readonly managedFields?: readonly ManagedFieldsEntry[] }).managedFields ?? [];
}

const text = fc.constantFrom('1', '2', '3');
/** Not empty: the server removes an empty keyed list together with the last item that its manager drops, and takes it back at the next apply. */
const names = fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 1 });
const open: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.array(text, { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('p', 'q'), tie('value'), { maxKeys: 2 }),
  ),
})).value;
const spec: fc.Arbitrary<JsonObject> = fc.record(
  {
    text,
    map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), text, { maxKeys: 3 }),
    atomic: names,
    set: names,
    list: names.chain((some) =>
      fc.tuple(...some.map((name) => fc.record({ name: fc.constant(name), value: text }, { requiredKeys: ['name'] }))),
    ),
    free: fc.dictionary(fc.constantFrom('p', 'q'), open, { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);
const history = fc.array(fc.record({ manager: fc.constantFrom('a', 'b', 'c'), spec }), { minLength: 1, maxLength: 5 });

function liveAfter(steps: readonly { readonly manager: string; readonly spec: JsonObject }[]): JsonObject {
  let live: JsonObject | undefined;
  for (const step of steps) live = apply(live, step.spec, { manager: step.manager, force: true }).object;
  return live ?? thing();
}

test('the same configuration twice changes nothing, and gives the very same object', () => {
  fc.assert(
    fc.property(history, spec, (steps, last) => {
      const once = apply(liveAfter(steps), last, { force: true }).object;
      // What is emptied while somebody owns it as such is null, which the server's validation refuses in most places.
      fc.pre(!JSON.stringify(once).includes('null'));
      const again = apply(once, last, { now: NOW + 60_000 });
      expect(again).toEqual({ object: once, changed: false });
      expect(again.object).toBe(once);
    }),
  );
});

test('an apply and its withdrawal by a new manager leave the others what they own', () => {
  fc.assert(
    fc.property(history, spec, (steps, more) => {
      const live = liveAfter(steps);
      let applied;
      try {
        applied = apply(live, more, { manager: 'new' }).object;
      } catch (error) {
        fc.pre(!isFailure(error));
        throw error;
      }
      const after = apply(applied, undefined, { manager: 'new' }).object;
      expect(entries(after)).toEqual(entries(live));
    }),
  );
});

test('what is in a merged object somebody has set', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const live = liveAfter(steps);
      const given = JSON.stringify(steps.map((step) => step.spec));
      for (const leaf of JSON.stringify(live['spec'] ?? {}).match(/"[^"]*"/g) ?? []) expect(given).toContain(leaf);
    }),
  );
});

test('the manager owns exactly what it applied', () => {
  fc.assert(
    fc.property(history, spec, (steps, last) => {
      const { object } = apply(liveAfter(steps), last, { manager: 'z', force: true });
      const owned = encodeFieldsV1(ownedByApplying(objectSchema(SCHEMA), { spec: last }));
      expect(entries(object).find(({ manager }) => manager === 'z')?.fieldsV1 ?? {}).toEqual(owned);
    }),
  );
});

test('an update takes fields over, and the time of an entry is that of its last gain', () => {
  const live = liveAfter([{ manager: 'a', spec: { text: '1', map: { a: '1' } } }]);
  const next = { ...live, spec: { text: '2', map: { a: '1' } } };
  const write = { previous: live, next, manager: 'u', subresource: '', now: NOW + 60_000, schema: SCHEMA, ignore: IGNORE };
  expect(ownAfterUpdate(write)).toMatchObject([
    { manager: 'a', operation: 'Apply', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': { 'f:map': { 'f:a': {} } } } },
    { manager: 'u', operation: 'Update', time: '2026-01-01T00:01:00Z', fieldsV1: { 'f:spec': { 'f:text': {} } } },
  ]);
});

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: ['one', 'two', 'three'].map((name) => ({
          name,
          image: `registry.example.com/${name}:1.0`,
          env: Array.from({ length: 8 }, (_, index) => ({ name: `VARIABLE_${String(index)}`, value: `some value ${String(index)}` })),
          ports: [{ containerPort: 8080 }, { containerPort: 8080, protocol: 'UDP' }],
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '1Gi' } },
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
          livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
        })),
        volumes: [{ name: 'data', emptyDir: {} }],
      },
    },
  },
};

function deploy(live: JsonObject | undefined, image: string): Applied {
  const [first, ...others] = DEPLOYMENT.spec.template.spec.containers;
  const pod = { ...DEPLOYMENT.spec.template.spec, containers: [{ ...first, image }, ...others] };
  const applied = { ...DEPLOYMENT, spec: { ...DEPLOYMENT.spec, template: { ...DEPLOYMENT.spec.template, spec: pod } } };
  const ignore = ignoredFields({ group: 'apps', plural: 'deployments', custom: false, hasStatus: true }, '');
  return applyToLive({ live, applied, manager: 'a', force: false, schema: builtinSchema('Deployment'), subresource: '', now: NOW, ignore });
}

test('ports with the same number and different protocols are different items', () => {
  const { object } = deploy(undefined, 'x');
  const owned = JSON.stringify(entries(object)[0]?.fieldsV1);
  expect(owned).toContain('"k:{\\"containerPort\\":8080,\\"protocol\\":\\"TCP\\"}":{".":{},"f:containerPort":{}}');
  expect(owned).toContain('"k:{\\"containerPort\\":8080,\\"protocol\\":\\"UDP\\"}":{".":{},"f:containerPort":{},"f:protocol":{}}');
});

test('unchanged parts of the live object are shared, not copied', () => {
  const first = deploy(undefined, 'x').object as typeof DEPLOYMENT;
  const second = deploy(first, 'y').object as typeof DEPLOYMENT;
  expect(second.spec.template.spec.containers[1]).toBe(first.spec.template.spec.containers[1]);
  expect(second.spec.template.metadata).toBe(first.spec.template.metadata);
});
