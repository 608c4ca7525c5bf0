import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandExamples, type CommandExample } from './support/command-examples.ts';
import { startExamplesSandbox } from './support/examples-sandbox.ts';
import { mergeShapes, shapeOf, type JsonShape } from './support/json-shape.ts';
import { PROJECT_ROOT } from './support/project-root.ts';
import { runHere } from './support/run-here.ts';
import type { StartedSandbox } from './support/start-sandbox-plane.ts';

/**
 * What every command prints with `-o json` fits the JSON Schema that was checked in for it. A field more, one that is not always there any more, or
 * another type is a change of an interface: `npx vitest run --project unit test/command-snapshot -u` widens the schema by what was seen.
 */

/** A shop with something wrong in it: reports tell more of what is ill. */
const ILL = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: ill, labels: {app: ill}}
spec: {replicas: 1, storage: {size: 1Gi, storageClassName: nope}, security: {apiKeySecretRef: {name: nowhere}}}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: globex}
spec: {instanceRef: {name: ill}}
`;

/** Several lines each, so that the schema knows what is not always there. Beside them: every example with `-o json`. They run in this order. */
const LINES: readonly (readonly [command: string, line: string])[] = [
  ['agent graph', 'agent graph -n demo -o json'],
  ['agent peers add', 'agent peers add echo writer -n demo --dry-run=server -o json'],
  ['agent peers remove', 'agent peers remove coordinator writer -n demo --dry-run=server -o json'],
  ['apply', 'apply -f - -o json'],
  ['reconcile', 'reconcile --once'],
  ['auth can-i', 'auth can-i list maiainstances -o json'],
  ['auth can-i', 'auth can-i delete maiainstances one -A -o json --as nobody'],
  ['auth can-i', 'auth can-i --list-for scale -o json --as nobody'],
  ['auth rbac', 'auth rbac get -o json'],
  ['auth rbac', 'auth rbac scale -n default -o json'],
  ['check', 'check -o json'],
  ['check', 'check --pre -o json --as nobody'],
  ['autoscale', 'autoscale abi-production -n abi -o json'],
  ['create', 'create maiainstance other --dry-run=server -o json'],
  ['create', 'create maiainstance other --export -o json'],
  ['describe', 'describe maiainstances -o json'],
  ['describe', 'describe maiatenant globex -o json'],
  ['describe', 'describe maiainstance maia -o json'],
  ['diff', 'diff -f - -o json'],
  ['diff', 'diff -f - --of children -o json'],
  ['events', 'events -o json'],
  ['events', 'events --for maiainstance/ill --recursive -o json'],
  ['features set', 'features set my-abi profiling=true --dry-run=server -o json'],
  ['get', 'get all -o json'],
  ['get', 'get maiainstance maia -o json'],
  ['install', 'install -o json'],
  ['job attach', 'job attach ocr-batch-job -o json'],
  ['job cancel', 'job cancel ocr-batch-job --dry-run=server -o json'],
  ['job list', 'job list -o json'],
  ['job retry', 'job retry ocr-batch-job --force --dry-run=server -o json'],
  ['job submit', 'job submit --on my-cluster --type ocr --input s3://in/a.pdf --dry-run=server -o json'],
  ['keys revoke', 'keys revoke demo demo-key --dry-run=server -o json'],
  ['render', 'render -f - -o json'],
  ['scale', 'scale maiainstance maia --replicas 1 -o json'],
  ['storage grow', 'storage grow orbit-labs --size 500Gi --dry-run=server -o json'],
  ['status', 'status -A -o json'],
  ['suspend', 'suspend maiatenant globex -o json'],
  ['suspend', 'suspend maiatenants --all -o json'],
  ['resume', 'resume maiatenant globex -o json'],
  ['upgrade', 'upgrade maiainstance maia --to v1.0.1 --dry-run=server -o json'],
  ['validate', 'validate -f - -o json'],
  ['validate', 'validate -f - --live -o json'],
  ['timeline', 'timeline maiainstance maia -o json'],
  ['top', 'top -A -o json --timeout 0'],
  ['tree', 'tree maiainstance maia --deps -o json'],
  ['version', 'version -o json'],
  ['wait', 'wait maiainstance/maia --for=ready -o json'],
  ['wait', 'wait maiainstance/maia maiatenant/globex --for=jsonpath={.metadata.name} -o json'],
  ['why', 'why --all -o json'],
  ['why', 'why maiainstance ill -o json'],
  ['why', 'why maiainstance maia -o json'],
];

const examples = await commandExamples();

function printsJson({ args }: CommandExample): boolean {
  return args.some((word, at) => word === '-ojson' || word === '--output=json' || (word === 'json' && args[at - 1] === '-o'));
}

/** Prints a report, and does so by itself. */
function isTried(example: CommandExample): boolean {
  return printsJson(example) && example.command !== 'top' && !example.args.some((word) => word === '-w' || word === '--watch');
}

const commands = [...examples].filter(
  ([command, own]) => LINES.some(([id, line]) => id === command && line.includes('-o json')) || own.some(isTried),
);

let plane: StartedSandbox;
const printed = new Map<string, string[]>();

beforeAll(async () => {
  plane = await startExamplesSandbox();
  const own = [...examples.values()].flat().filter(isTried);
  const lines = [
    ...LINES.map(([command, line]) => ({ command, executable: 'kubectl-aistack', args: line.split(' ') })),
    ...own.filter(({ command }) => !command.startsWith('sandbox ')),
  ];
  for (const { command, executable, args } of lines) {
    const { stdout } = await runHere(args, { executable, kubeconfig: plane.kubeconfig, stdin: ILL });
    // What goes on prints an object per line.
    const texts = command === 'top' ? stdout.trimEnd().split('\n') : [stdout];
    if (stdout !== '' && args.includes('json')) printed.set(command, [...(printed.get(command) ?? []), ...texts]);
  }
}, 400_000);

afterAll(async () => {
  await plane.close();
});

async function checkedIn(file: string): Promise<JsonShape | undefined> {
  try {
    const { $schema: _, ...shape } = JSON.parse(await readFile(file, 'utf8')) as JsonShape & { readonly $schema: string };
    return shape;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

test.each(commands)('%s -o json', async (command) => {
  const outputs = printed.get(command) ?? [];
  expect(outputs.length).toBeGreaterThan(0);
  const name = `fixtures/commands/schemas/${command.replaceAll(' ', '-')}.json`;
  const before = await checkedIn(path.join(PROJECT_ROOT, 'test', name));
  const shape = outputs.map((text) => shapeOf(JSON.parse(text))).reduce<JsonShape | undefined>(mergeShapes, before);
  expect(shape).toBeDefined();
  if (shape === undefined) return;
  // kubectl's own `version` has neither.
  if (command !== 'version') expect(shape.required).toEqual(expect.arrayContaining(['apiVersion', 'kind']));
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...mergeShapes(shape, shape) };
  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(name);
});
