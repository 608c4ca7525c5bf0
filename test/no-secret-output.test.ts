import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLines, MANIFEST, type CommandLine } from './support/command-lines.ts';
import { startExamplesSandbox } from './support/examples-sandbox.ts';
import { inParallel } from './support/in-parallel.ts';
import { runHere } from './support/run-here.ts';
import type { StartedSandbox } from './support/start-sandbox-plane.ts';

/**
 * No command prints a value of a Secret, a token or a key: not on stdout or stderr, not with `-v 9`, not in the step records, not when something is
 * wrong. Values are generated, and lie wherever a command may come by them.
 */

const AT_ONCE = 8;

/** Values as they are met: passwords, keys of services, several lines, letters that JSON, YAML and URLs write differently. */
const secretValue = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9]{20,40}$/),
  fc.stringMatching(/^sk-[A-Za-z0-9_-]{20,30}$/),
  fc.stringMatching(/^[a-z]{8}[ "'\\:#&%+/=]{2}[a-z]{10}$/),
  fc.stringMatching(/^-----BEGIN KEY-----\n[A-Za-z0-9+/]{40}\n[A-Za-z0-9+/]{40}\n-----END KEY-----\n$/),
  fc.stringMatching(/^пароль-[0-9]{12}-日本[0-9]{4}$/),
);

/** All that a value may look like in some output. */
function looks(value: string): readonly string[] {
  const lines = value.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
  return [value, ...lines].flatMap((text) => {
    const base64 = Buffer.from(text).toString('base64').replace(/=+$/, '');
    return [text, base64, Buffer.from(base64).toString('base64').slice(0, -4), encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
  });
}

interface Planted {
  readonly stored: string;
  readonly applied: string;
  readonly manifest: string;
  readonly environment: string;
  readonly token: string;
  readonly wrongType: string;
}

const planted: fc.Arbitrary<Planted> = fc.record({
  stored: secretValue,
  applied: secretValue,
  manifest: secretValue,
  environment: secretValue,
  token: fc.stringMatching(/^[A-Za-z0-9]{32}$/),
  wrongType: fc.stringMatching(/^[A-Za-z0-9]{24}$/),
});

function secretManifest(name: string, fields: Readonly<Record<string, unknown>>): string {
  return `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...fields })}\n`;
}

let plane: StartedSandbox;
let folder: string;
let lines: readonly CommandLine[];
let credentials: readonly string[];

beforeAll(async () => {
  plane = await startExamplesSandbox();
  folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-secrets-'));
  // What is waited for never comes here.
  const hurried = (args: readonly string[]): readonly string[] =>
    args.map((word) => (word === '2s' ? '300ms' : word.replace('=2s', '=300ms')));
  lines = (await commandLines())
    .filter(({ args }) => !args.includes('--watch') && !args.includes('-w'))
    .map((line) => ({ ...line, args: hurried(line.args) }));
  const texts = await Promise.all([plane.kubeconfig, plane.kubeconfigs.nobody].map((file) => readFile(file, 'utf8')));
  credentials = texts.flatMap((text) => [...text.matchAll(/(?:token|client-key-data): "?([^\s"]+)/g)].map(([, value]) => value ?? ''));
}, 240_000);

afterAll(async () => {
  await plane.close();
  await rm(folder, { recursive: true, force: true });
});

/** Puts the values where a cluster has them: in the data, and in what kubectl remembers of the last manifest. */
function plant({ stored, applied }: Planted): void {
  const last = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'maia-api-key' }, stringData: { 'api-key': applied } });
  const { storage } = plane.sandbox;
  const key = { namespace: 'default', name: 'maia-api-key' };
  const secret = storage.get('secrets', key);
  if (secret === undefined) throw new Error('the examples have no Secret maia-api-key any more');
  const { metadata } = secret;
  const annotations = { ...metadata.annotations, 'kubectl.kubernetes.io/last-applied-configuration': last };
  storage.replace('secrets', {
    ...secret,
    data: { 'api-key': Buffer.from(stored).toString('base64') },
    metadata: { ...metadata, annotations },
  });
}

/** Ways of running a command in which it tells more, or goes wrong. */
function variantsOf({ command, args }: CommandLine, { token }: Planted, file: string): readonly (readonly string[])[] {
  const admin = ['--kubeconfig', plane.kubeconfig];
  const formats =
    command === 'reconcile' || command === 'uninstall' || command === 'events'
      ? []
      : [
          ['-o', 'json'],
          ['-o', 'yaml'],
        ];
  return [
    [...args, ...admin, '-v', '9'],
    ...formats.map((format) => [...args, ...admin, ...format]),
    [...args, ...admin, '--output-file', file],
    [...args, '--kubeconfig', plane.kubeconfigs.nobody, '-v', '9'],
    [...args, ...admin, '--token', token, '-v', '9'],
    [...args, ...admin, `--tokn=${token}`],
    [...args, ...admin, '--server', `https://user:${token}@127.0.0.1:1`, '-v', '9'],
  ];
}

const EXTRA: readonly (readonly string[])[] = [
  ['get', 'maiainstances', '-o', 'yaml', '--show-managed-fields'],
  ['describe', 'maiainstance', 'maia', '-o', 'yaml'],
  ['describe', 'maiainstance', 'maia-production'],
  ['diff', '-f', '-', '--of', 'children'],
  ['apply', '-f', '-', '--dry-run=server', '-o', 'yaml'],
  ['apply', '-f', '-', '--dry-run=client', '-o', 'json'],
  ['delete', '-f', '-', '--dry-run=server'],
  ['validate', '-f', '-', '--live', '-o', 'junit'],
  ['why', '--all', '-A'],
];

async function checkAll(values: Planted): Promise<void> {
  plant(values);
  const { manifest, wrongType, environment } = values;
  const withSecrets = (value: string): string =>
    MANIFEST +
    secretManifest('maia-api-key', { stringData: { 'api-key': value } }) +
    secretManifest('made', { data: { key: Buffer.from(value).toString('base64') } });
  const good = withSecrets(manifest);
  /** What applying stores is no difference any more. */
  const other = withSecrets(values.applied);
  const bad =
    MANIFEST +
    secretManifest('bad', { data: { key: { nested: wrongType } } }) +
    secretManifest('worse', { stringData: [wrongType] }) +
    secretManifest('worst', { data: { key: `${wrongType}!` } });
  const broken = `${good}---\nkind: Secret\nstringData: {key: "${wrongType}\n  x: [\n`;
  const file = path.join(folder, 'steps.ndjson');
  await writeFile(file, '');
  const env = { MAIA_API_KEY: environment, OPENAI_API_KEY: environment, KUBECTL_EXTERNAL_DIFF: 'diff -u' };
  const runs = [
    ...lines.flatMap((line) =>
      variantsOf(line, values, file).map((args) => ({ executable: line.executable, args, stdin: line.command === 'diff' ? other : good })),
    ),
    ...EXTRA.map((args) => ({ executable: 'kubectl-aistack', args: [...args, '--kubeconfig', plane.kubeconfig], stdin: good })),
    ...lines
      .filter(({ args }) => args.includes('-f'))
      .flatMap(({ executable, args }) =>
        [bad, broken].map((stdin) => ({ executable, args: [...args, '--kubeconfig', plane.kubeconfig, '-v', '9'], stdin })),
      ),
  ];
  const forbidden = [...Object.values(values).flatMap(looks), ...credentials];
  const masked: string[] = [];
  const complaints = await inParallel(AT_ONCE, runs, async ({ executable, args, stdin }) => {
    const { stdout, stderr } = await runHere(args, { executable, stdin, env });
    const told = stdout + stderr;
    if (stdout.includes('***')) masked.push(args.join(' '));
    const found = forbidden.find((text) => told.includes(text));
    const stack = /^\s+at .+:\d+:\d+\)?$/m.test(told) && !args.includes('9');
    return [
      ...(found === undefined
        ? []
        : [`${args.join(' ')} prints a secret: ${told.slice(Math.max(0, told.indexOf(found) - 200), told.indexOf(found) + 200)}`]),
      ...(stack || told.includes('internal error') ? [`${args.join(' ')} shows a stack: ${told.slice(0, 800)}`] : []),
    ];
  });
  const records = await readFile(file, 'utf8');
  expect(complaints.flat()).toEqual([]);
  expect(forbidden.filter((text) => records.includes(text))).toEqual([]);
  expect(records).not.toBe('');
  // Where values stood, their place is shown: the runs really came by them.
  expect(masked.filter((line) => line.startsWith('apply -f - ')).length).toBeGreaterThan(0);
  expect(masked.filter((line) => line.startsWith('diff -f - ')).length).toBeGreaterThan(0);
}

test('no output of any command has a value of a Secret, a token or a key in it', async () => {
  expect(credentials.length).toBeGreaterThan(1);
  await fc.assert(fc.asyncProperty(planted, checkAll), { numRuns: 2, endOnFailure: true });
}, 600_000);
