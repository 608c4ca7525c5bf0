import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { allDifferences, firstDifference } from './semantic-equality.ts';

test.each<[string, JsonObject, JsonObject]>([
  ['defaults that the server added', { spec: { a: 1 } }, { spec: { a: 1, b: 2 }, status: {} }],
  ['an amount in another spelling', { limits: { cpu: '1000m', memory: '1024Mi' } }, { limits: { cpu: '1', memory: '1Gi' } }],
  ['an amount as a number', { requests: { cpu: 0.5 } }, { requests: { cpu: '500m' } }],
  ['no amount as a number', { hard: { pods: 0 } }, { hard: { pods: '0' } }],
  ['a size limit', { emptyDir: { sizeLimit: '1024Mi' } }, { emptyDir: { sizeLimit: '1Gi' } }],
  ['an empty object where none is stored', { emptyDir: {} }, {}],
  ['zero values that the server drops', { a: '', b: 0, c: false, d: [], e: null, f: { g: [] } }, {}],
  ['null and undefined, which claim nothing', { a: null, b: undefined }, { a: 1, b: 2 }],
  ['an empty map, which claims nothing', { labels: {} }, { labels: { a: 'b' } }],
  ['an empty list that is merged by key', { volumes: [], finalizers: [] }, { volumes: [{ name: 'v' }], finalizers: ['f'] }],
  [
    'environment in another order',
    { env: [{ name: 'A', value: '1' }, { name: 'B' }] },
    {
      env: [
        { name: 'B', value: '' },
        { name: 'A', value: '1' },
      ],
    },
  ],
  ['a sidecar that a webhook put in', { containers: [{ name: 'a' }] }, { containers: [{ name: 'proxy' }, { name: 'a', image: '' }] }],
  [
    'container ports by number and protocol',
    { ports: [{ containerPort: 80 }] },
    { ports: [{ containerPort: 80, protocol: 'TCP', name: 'x' }] },
  ],
  [
    'Service ports by number and protocol',
    { ports: [{ port: 53, protocol: 'UDP' }] },
    {
      ports: [
        { port: 53, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
      ],
    },
  ],
  [
    'the rules of a NetworkPolicy as the server writes them',
    { podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }], egress: [{}] },
    { podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80, protocol: 'TCP' }] }], egress: [{}] },
  ],
  [
    'a selector of all',
    { podSelector: {}, selector: { matchLabels: { a: 'b' }, matchExpressions: [] } },
    { selector: { matchLabels: { a: 'b' } } },
  ],
  ['finalizers in any order', { finalizers: ['a', 'b'] }, { finalizers: ['c', 'b', 'a'] }],
])('in step: %s', (_name, intent, live) => {
  expect(firstDifference(intent, live)).toBeUndefined();
});

test.each<[string, JsonObject, JsonObject, string]>([
  ['a value', { spec: { a: 1 } }, { spec: { a: 2 } }, '.spec.a'],
  ['a missing field', { spec: { a: 1 } }, { spec: {} }, '.spec.a'],
  ['an amount', { limits: { cpu: '1' } }, { limits: { cpu: '1001m' } }, '.limits.cpu'],
  ['a text that only looks like an amount', { data: { limit: '1000m' } }, { data: { limit: '1' } }, '.data.limit'],
  ['a zero value that became another', { env: [{ name: 'A', value: '' }] }, { env: [{ name: 'A', value: 'x' }] }, '.env["A"].value'],
  [
    'a zero value alone in its object',
    { securityContext: { privileged: false } },
    { securityContext: { privileged: true } },
    '.securityContext.privileged',
  ],
  ['a zero value deep in an object of them', { a: { b: { c: 0 } } }, { a: { b: { c: 1 } } }, '.a.b.c'],
  ['an item that is gone', { volumes: [{ name: 'a' }, { name: 'b' }] }, { volumes: [{ name: 'b' }] }, '.volumes["a"]'],
  ['all items gone', { volumes: [{ name: 'a' }] }, { volumes: [] }, '.volumes'],
  ['order where it has a meaning', { args: ['a', 'b'] }, { args: ['b', 'a'] }, '.args[0]'],
  ['one more where the list is one value', { args: ['a'] }, { args: ['a', 'b'] }, '.args'],
  ['some where there should be none', { args: [] }, { args: ['a'] }, '.args'],
  ['a finalizer that is gone', { finalizers: ['a'] }, { finalizers: ['b'] }, '.finalizers'],
  ['a port of another protocol', { ports: [{ port: 53, protocol: 'UDP' }] }, { ports: [{ port: 53 }] }, '.ports[[53,"UDP"]]'],
  [
    'one more port in a rule of a NetworkPolicy',
    { ingress: [{ ports: [{ port: 80 }] }] },
    { ingress: [{ ports: [{ port: 80 }, { port: 22 }] }] },
    '.ingress',
  ],
  [
    'a right of a pod whose refusal was taken away',
    { securityContext: { allowPrivilegeEscalation: false, privileged: false } },
    { securityContext: {} },
    '.securityContext.allowPrivilegeEscalation',
  ],
  ['a token where none was meant', { automountServiceAccountToken: false }, {}, '.automountServiceAccountToken'],
  ['another kind of value', { a: { b: 1 } }, { a: 'b' }, '.a'],
  ['one more key in a selector', { spec: { selector: { app: 'a' } } }, { spec: { selector: { app: 'a', b: 'c' } } }, '.spec.selector'],
  [
    'one more key in a label selector',
    { selector: { matchLabels: { app: 'a' } } },
    { selector: { matchLabels: { app: 'a' }, matchExpressions: [{ key: 'k', operator: 'Exists' }] } },
    '.selector',
  ],
  ['some pods where all were meant', { podSelector: {} }, { podSelector: { matchLabels: { a: 'b' } } }, '.podSelector'],
  ['nodes that were narrowed', { nodeSelector: { a: 'b' } }, { nodeSelector: { a: 'b', c: 'd' } }, '.nodeSelector'],
  [
    'all namespaces where the own one was meant',
    { ingress: [{ from: [{ podSelector: {} }] }] },
    { ingress: [{ from: [{ namespaceSelector: {} }] }] },
    '.ingress',
  ],
  [
    'all namespaces beside the own pods',
    { ingress: [{ from: [{ podSelector: {} }] }] },
    { ingress: [{ from: [{ podSelector: {}, namespaceSelector: {} }] }] },
    '.ingress',
  ],
  [
    'a rule that was narrowed',
    { egress: [{ to: [{ podSelector: {} }] }] },
    { egress: [{ to: [{ podSelector: {} }], ports: [{ port: 80, protocol: 'TCP' }] }] },
    '.egress',
  ],
])('found: %s', (_name, intent, live, path) => {
  expect(firstDifference(intent, live)).toBe(path);
});

const word = fc.constantFrom('', 'a', 'b', 'c');
const amount = fc.integer({ min: 1, max: 5_000 }).map((milli) => `${String(milli)}m`);
const container = fc.record({
  name: fc.constantFrom('main', 'side', 'init'),
  image: word,
  args: fc.array(word, { maxLength: 2 }),
  env: fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: word }), { selector: ({ name }) => name, maxLength: 3 }),
  ports: fc.uniqueArray(fc.record({ containerPort: fc.integer({ min: 80, max: 83 }) }), {
    selector: (port) => port.containerPort,
    maxLength: 3,
  }),
  resources: fc.record({ limits: fc.record({ cpu: amount, memory: amount }) }),
  securityContext: fc.record({ privileged: fc.boolean(), runAsUser: fc.nat(1) }),
});
const deployment = fc.record({
  metadata: fc.record({ labels: fc.dictionary(fc.constantFrom('x', 'y'), word) }),
  spec: fc.record({
    replicas: fc.nat(2),
    paused: fc.boolean(),
    containers: fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
    tolerations: fc.array(fc.record({ key: word, operator: word }), { maxLength: 2 }),
  }),
});

const MERGED: ReadonlySet<string> = new Set(['env', 'ports', 'containers']);

function respelled(milli: string): string {
  const value = Number(milli.slice(0, -1));
  return value % 1000 === 0 ? String(value / 1000) : `${String(value * 1000)}u`;
}

/** The object as a server might hand it out that was sent `value`. */
function served(value: unknown, field: string, parent: string, random: () => number): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => served(item, '', field, random));
    if (!MERGED.has(field)) return items;
    const other = field === 'ports' ? { containerPort: 9999 } : { name: 'other' };
    return [...items, other].toSorted(() => random() - 0.5);
  }
  if (isJsonObject(value)) {
    const fields = Object.entries(value).map(([key, item]) => [key, served(item, key, field, random)] as const);
    const isDropped = (item: unknown): boolean => (item === '' || item === 0 || item === false) && random() < 0.5;
    return { ...Object.fromEntries(fields.filter(([, item]) => !isDropped(item))), ...(parent === 'resources' ? {} : { defaulted: true }) };
  }
  return parent === 'limits' && typeof value === 'string' ? respelled(value) : value;
}

type Path = readonly (string | number)[];

function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  return [path];
}

function otherScalar(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  const text = String(value);
  return /^[0-9]+m$/.test(text) ? `${String(Number(text.slice(0, -1)) + 1)}m` : `${text}x`;
}

function changedAt(value: unknown, [head, ...rest]: Path): unknown {
  if (head === undefined) return otherScalar(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === head ? changedAt(item, rest) : item));
  const object = isJsonObject(value) ? value : {};
  return { ...object, [head]: changedAt(object[String(head)], rest) };
}

test('what a server makes of an object is in step with it; any changed scalar is found', () => {
  fc.assert(
    fc.property(deployment, fc.nat(), fc.nat(), (intent, seed, pick) => {
      const random = seededRandom(seed);
      expect(firstDifference(intent, served(intent, '', '', random) as JsonObject)).toBeUndefined();
      const leaves = leavesOf(intent);
      const path = leaves[pick % leaves.length] ?? [];
      const edited = served(changedAt(intent, path), '', '', random) as JsonObject;
      expect(firstDifference(intent, edited), `${path.join('.')} in ${JSON.stringify(edited)}`).toBeDefined();
    }),
    { numRuns: 1_000 },
  );
});

test('all differences: the first one is among them, none where there is none, and each by its path', () => {
  fc.assert(
    fc.property(deployment, deployment, fc.nat(), (intent, other, seed) => {
      const live = served(other, '', '', seededRandom(seed)) as JsonObject;
      const [first, ...rest] = allDifferences(intent, live).map(({ path }) => `.${path}`);
      expect(first).toBe(firstDifference(intent, live));
      expect(new Set(rest).has(first ?? '')).toBe(false);
    }),
    { numRuns: 300 },
  );
  const wanted = { name: 'web', image: 'web:2', resources: { limits: { cpu: '1000m' } }, args: ['a'] };
  const live = { spec: { replicas: 2, containers: [{ name: 'web', image: 'web:1', resources: { limits: { cpu: '1' } } }] } };
  expect(allDifferences({ spec: { replicas: 1, containers: [wanted] } }, live)).toEqual([
    { path: 'spec.replicas', intent: 1, live: 2 },
    { path: 'spec.containers["web"].image', intent: 'web:2', live: 'web:1' },
    { path: 'spec.containers["web"].args', intent: ['a'], live: undefined },
  ]);
});
