import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allKinds } from '../../../kinds/all-kinds.ts';
import type { Found } from './find-object.ts';
import { summaryLine, validationGithub, validationJunit, validationReport, validationText } from './print-validation.ts';
import { validateFiles } from './validate-files.ts';
import type { SourceText, Validation } from './validate-files.ts';

type Find = Parameters<typeof validateFiles>[3];

async function validate(text: string, find?: Find): Promise<Validation> {
  return await validateFiles([{ name: 'a.yaml', text }], allKinds, 'default', find);
}

/** The findings of one text, as its printed form without the name of the file. */
async function lines(text: string, find?: Find): Promise<readonly string[]> {
  return validationText(await validate(text, find))
    .replaceAll('a.yaml:', '')
    .trimEnd()
    .split('\n');
}

const INSTANCE = 'apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: store}\n';

test('every problem of an object is told at once, with its line, its cause and its remedy', async () => {
  const text = `${INSTANCE}spec:
  replicas: 11
  replcas: 2
  image: {pullPolicy: ifnotpresent}
  security: {tlsSecretRef: {}}
  metrics: none
  ingress: {tls: true}
`;
  expect(await lines(text)).toEqual([
    '5:3: error: MaiaInstance store: spec.replicas: must be at most 10',
    '  fix: correct it: Number of server pods. More than one cannot share the data volume.',
    '6:3: error: MaiaInstance store: spec.replcas: there is no such field',
    '  fix: did you mean "replicas"?',
    '7:11: error: MaiaInstance store: spec.image.pullPolicy: must be one of Always, IfNotPresent, Never',
    '  fix: did you mean "IfNotPresent"?',
    '8:14: error: MaiaInstance store: spec.security.tlsSecretRef.name: is missing',
    '  fix: add it: Name of the Secret (kubernetes.io/tls).',
    '9:3: error: MaiaInstance store: spec.metrics: must be an object',
    '  fix: correct it: Metrics.',
    '10:3: error: MaiaInstance store: spec.ingress.host: ingress.host is required when ingress.tls is true',
    '  fix: correct it: Host name. Required with tls.',
  ]);
});

test.each([
  ['kind: A\nmetadata: {name: x}', '1:1: error: A x: apiVersion: is missing'],
  ['apiVersion: v1\nmetadata: {name: x}', '1:1: error: kind: is missing'],
  ['apiVersion: v1\nkind: Secret', '1:1: error: Secret: metadata.name: is missing'],
  ['- a', '1:1: error: the document is no object'],
  ['a: [1', '1:6: error: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['a: 1\na: 2', '2:1: error: Map keys must be unique'],
  [
    'apiVersion: maia.cuemby.com/v1\nkind: MaiaInstance\nmetadata: {name: x}',
    '1:1: error: MaiaInstance x: apiVersion: MaiaInstance is known in maia.cuemby.com/v1alpha1 only',
  ],
  [
    'apiVersion: kaos.tools/v1alpha1\nkind: Agnet\nmetadata: {name: x}',
    '2:1: error: Agnet x: kind: there is no Agnet in kaos.tools/v1alpha1',
  ],
  [INSTANCE, '1:1: error: MaiaInstance store: spec: is missing'],
  [`${INSTANCE}specs: {}\nspec: {}`, '4:1: error: MaiaInstance store: specs: there is no such field'],
  [
    `${INSTANCE.replace('name: store', 'name: store, lables: {}')}spec: {}`,
    '3:25: error: MaiaInstance store: metadata.lables: there is no such field',
  ],
  [
    `${INSTANCE.replace('name: store', 'name: store, labels: {a: b c}')}spec: {}`,
    /^3:34: error: MaiaInstance store: metadata\.labels\.a: must be a label value/,
  ],
  [
    `${INSTANCE.replace('store', `s${'o'.repeat(45)}`)}spec: {}`,
    /^3:12: error: MaiaInstance so+: metadata\.name: may be at most 45 characters long: its Services/,
  ],
  [`${INSTANCE}spec: {}\nstatus: {}`, '5:1: warning: MaiaInstance store: status: the operator writes it: here it has no effect'],
  [
    'apiVersion: neurallog.io/v1\nkind: Tenant\nmetadata: {name: x, namespace: y}',
    '3:21: warning: Tenant x: metadata.namespace: Tenant belongs to no namespace',
  ],
] as const)('%j', async (text, first) => {
  const [found] = await lines(text);
  expect(found).toEqual(typeof first === 'string' ? first : expect.stringMatching(first));
});

test('lists are taken apart, what a cluster gave may be given back, and other kinds are left alone', async () => {
  const metadata = { name: 'store', uid: 'u', resourceVersion: '1', creationTimestamp: 'x', managedFields: [], generation: 1 };
  const object = { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata, spec: { replicas: 0 } };
  const other = { apiVersion: 'example.com/v1', kind: 'Other', metadata: { name: 'x' }, anything: 1 };
  const validation = await validate(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [other, object] }));
  expect(validation.findings).toMatchObject([{ rule: 'schema', field: 'spec.replicas', line: 1 }]);
  expect(summaryLine(validation)).toBe('1 object in 1 file (not checked: 1 Other): 1 error, 0 warnings\n');
});

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {api-key: s3cr3t-value}\n';
const withKey = (name: string, key: string): string => `${INSTANCE}spec: {security: {apiKeySecretRef: {name: ${name}, key: ${key}}}}\n`;

test('what is referred to is looked for in the files: a warning where it is not there, an error where its key is not', async () => {
  expect(await lines(`${SECRET}---\n${withKey('keys', 'api-key')}`)).toEqual(['']);
  expect(await lines(`${SECRET}---\n${withKey('kays', 'api-key')}`)).toEqual([
    '9:37: warning: MaiaInstance store: spec.security.apiKeySecretRef.name: Secret kays is not in these files',
    '  fix: did you mean "keys"?',
  ]);
  expect(await lines(`${SECRET}---\n${withKey('keys', 'apikey')}`)).toEqual([
    '9:37: error: MaiaInstance store: spec.security.apiKeySecretRef.name: Secret keys has no key "apikey" (it has: api-key)',
    '  fix: add the key, or name another one',
  ]);
  expect(await lines(`${SECRET.replace('name: keys', 'name: keys, namespace: other')}---\n${withKey('keys', 'api-key')}`)).toHaveLength(2);
  const agents =
    'apiVersion: kaos.tools/v1alpha1\nkind: Agent\nmetadata: {name: a}\nspec: {modelAPI: gone, mcpServers: [none], agentNetwork: {access: [a, b]}}\n';
  const found = (await validate(agents)).findings.map(({ field, cause }) => `${field ?? ''} ${cause}`);
  expect(found).toEqual([
    'spec.modelAPI ModelAPI gone is not in these files',
    'spec.mcpServers[0] MCPServer none is not in these files',
    'spec.agentNetwork.access[1] Agent b is not in these files',
  ]);
});

test('with a cluster, what is in neither is an error, and what may not be looked at is not', async () => {
  const find =
    (answer: Found): Find =>
    () =>
      Promise.resolve(answer);
  const text = withKey('keys', 'api-key');
  expect(await lines(text, find({ is: 'there', keys: ['api-key'] }))).toEqual(['']);
  expect(await lines(text, find({ is: 'missing' }))).toEqual([
    '4:37: error: MaiaInstance store: spec.security.apiKeySecretRef.name: there is no Secret keys in namespace default, here or in the cluster',
    '  fix: make it first, or name another one',
  ]);
  expect((await lines(text, find({ is: 'there', keys: [] })))[0]).toContain('Secret keys has no key "api-key" (it has none)');
  expect((await lines(text, find({ is: 'unknown', why: 'you may not get secrets' })))[0]).toMatch(
    /warning: .*: whether Secret keys is there cannot be said: you may not get secrets$/,
  );
  const classes = `${INSTANCE}spec: {storage: {storageClassName: fast}}\n`;
  expect(await lines(classes)).toEqual(['']);
  expect((await lines(classes, find({ is: 'missing' })))[0]).toContain('there is no StorageClass fast, here or in the cluster');
});

test('the same object twice is an error where it differs, in one file', async () => {
  const [first, second] = [`${INSTANCE}spec: {}\n`, `${INSTANCE}spec: {replicas: 2}\n`];
  expect((await lines(`${first}---\n${second}`))[0]).toBe(
    '8:12: error: MaiaInstance store: metadata.name: another version of it stands in a.yaml:1 already'.replace('a.yaml:', ''),
  );
  expect((await validate(`${first}---\n${first}`)).findings).toMatchObject([{ severity: 'warning', rule: 'duplicate' }]);
  expect((await validate(`${first}---\n${second.replace('name: store', 'name: store, namespace: other')}`)).findings).toEqual([]);
  const sources: readonly SourceText[] = [
    { name: 'a.yaml', text: first },
    { name: 'b.yaml', text: second },
  ];
  expect((await validateFiles(sources, allKinds, 'default', undefined)).findings).toMatchObject([{ severity: 'warning', file: 'b.yaml' }]);
});

test('reports for machines: JUnit with a case per object, workflow commands, JSON', async () => {
  const validation = await validate(`${INSTANCE}spec: {replicas: 11}\n---\n${withKey('a<b>&"c"', 'k')}`);
  expect(validationJunit(validation, false).split('\n').slice(0, 7)).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="validate" tests="2" failures="2" skipped="0">',
    '  <testsuite name="a.yaml" tests="2" failures="2" skipped="0">',
    '    <testcase name="MaiaInstance store" classname="a.yaml">',
    '      <failure message="MaiaInstance store: spec.replicas: must be at most 10" type="schema">a.yaml:4:8',
    'fix: correct it: Number of server pods. More than one cannot share the data volume.</failure>',
    '    </testcase>',
  ]);
  expect(validationGithub(validation).split('\n')[0]).toBe(
    '::error file=a.yaml,line=4,col=8,title=schema::MaiaInstance store: spec.replicas: must be at most 10; fix: correct it: Number of server pods. More than one cannot share the data volume.',
  );
  expect(validationReport('aistack.dev', validation)).toMatchObject({
    apiVersion: 'cli.aistack.dev/v1',
    kind: 'ValidationReport',
    summary: { files: 1, objects: 2 },
  });
  expect(validation.findings[0]).toMatchObject({
    file: 'a.yaml',
    document: 1,
    line: 4,
    column: 8,
    severity: 'error',
    rule: 'schema',
    field: 'spec.replicas',
  });
});

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, -1, 1.5, '', 'x', '__proto__', 'Always', '10Gi'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('name', 'key', 'items', 'spec', 'env', 'valueFrom', 'secretKeyRef', 'replicas', 'image', '__proto__', 'constructor'),
      tie('any'),
      { maxKeys: 4 },
    ),
  ),
})).any;

test('no manifest, however wrong, breaks it, and no value of a Secret is ever told', async () => {
  const object = fc.record(
    {
      apiVersion: fc.constantFrom(...allKinds.map((kind) => `${kind.group}/${kind.version}`), 'v1', 7),
      kind: fc.constantFrom(...allKinds.map((kind) => kind.kind), 'Secret', 'List', null),
      metadata: value,
      spec: value,
      items: value,
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(object, { maxLength: 3 }), async (objects) => {
      const text = [...objects.map((one) => JSON.stringify(one)), SECRET, withKey('keys', 'gone')].join('\n---\n');
      const validation = await validate(text);
      for (const { cause, fix, line } of validation.findings)
        expect([cause.length > 0, fix.length > 0, line !== undefined]).toEqual([true, true, true]);
      const all = [
        validationText(validation),
        validationGithub(validation),
        validationJunit(validation, true),
        JSON.stringify(validationReport('x', validation)),
      ];
      expect(all.join('')).not.toContain('s3cr3t');
    }),
    { numRuns: 200 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.string({
        unit: fc.constantFrom('a', 'b', ':', '-', ' ', '{', '}', '[', ']', '&', '*', '!', '|', '>', "'", '"', '\n', '\t', '#', ','),
      }),
      async (text) => {
        await validate(text);
      },
    ),
    { numRuns: 300 },
  );
});
