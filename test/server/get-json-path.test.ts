import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { kubectlOrSkip } from '../support/find-kubectl.ts';
import { inParallel } from '../support/in-parallel.ts';
import { runHere } from '../support/run-here.ts';

const run = promisify(execFile);

const OBJECTS = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: one, labels: {app: web, tier: "2", example.com/x.y: z}, annotations: {note: "a<b>&c \\"q\\" ü 日本"}}
spec: {replicas: 1}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: two, labels: {app: db}}
spec: {replicas: 3, backup: {enabled: true, schedule: "0 2 * * *"}}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: ten}
spec: {replicas: 10, image: {tag: v1.0.0}}
`;

const STATUS = JSON.stringify({
  status: {
    phase: 'Running',
    tenantCount: 3,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'Serving', message: 'it (really) serves', lastTransitionTime: '2026-01-01T00:00:00Z' },
      { type: 'Degraded', status: 'False', reason: 'Fine', message: '', lastTransitionTime: '2026-01-02T00:00:00Z' },
      { type: 'Synced', status: 'True', reason: 'a)b]c', message: 'x', lastTransitionTime: '2026-01-03T00:00:00Z' },
    ],
  },
});

/** What is asked of the list of all three: in one template, for each start of kubectl takes its time. */
const OF_LIST: readonly string[] = [
  '{.items[*].metadata.name}',
  '{.items[0].metadata.name}',
  '{.items[-1].metadata.name}',
  '{.items[-1:].metadata.name}',
  '{.items[0:2].metadata.name}',
  '{.items[:2].metadata.name}',
  '{.items[1:].metadata.name}',
  '{.items[:-1].metadata.name}',
  '{.items[::2].metadata.name}',
  '{.items[0:0].metadata.name}',
  '{.items[0,2].metadata.name}',
  '{.kind}, {.apiVersion}!',
  'plain text',
  '.kind',
  'a}b{.kind}',
  '{@.kind}{$.kind}{.kind}',
  '{range .items[*]}[{.metadata.name}, {.spec.replicas}] {end}and {.kind}',
  '{range .items[*]}{.metadata.name}{"\\t"}{.spec.image.tag}{"\\n"}{end}',
  "{range .items[*]}{.metadata.name}{'\\n'}{end}",
  '{range .items[*]}{range .status.conditions[*]}{.type}/{end};{end}',
  '{range .items[*]}{range .status.conditions[?(@.status=="True")]}{.type} {end}{end}',
  '{range .nothing[*]}x{end}y',
  '{range .items[?(@.metadata.name=="two")]}{.spec.backup}{end}',
  "{.items[*]['metadata.name','spec.replicas']}",
  "{.items[*]['metadata.name', 'kind']}",
  '{.items[?(@.metadata.name=="two")].spec.replicas}',
  "{.items[?(@.metadata.name=='two')].spec.replicas}",
  '{.items[?(@.metadata.name!="two")].metadata.name}',
  '{.items[?(@.spec.replicas>1)].metadata.name}',
  '{.items[?(@.spec.replicas>=3)].metadata.name}',
  '{.items[?(@.spec.replicas<3)].metadata.name}',
  '{.items[?(@.spec.replicas<=3)].metadata.name}',
  '{.items[?(@.spec.replicas==3)].metadata.name}',
  '{.items[?(@.spec.backup.enabled==true)].metadata.name}',
  '{.items[?(@.spec.backup)].metadata.name}',
  '{.items[?(@.metadata.labels.app)].metadata.name}',
  '{.items[?(@.metadata.labels.tier=="2")].metadata.labels.app}',
  '{.items[?("two"==@.metadata.name)].metadata.name}',
  '{.items[?(.metadata.name=="two")].metadata.name}',
  '{.items[?(@.nothing=="x")].metadata.name}',
  '{.items[*].metadata.labels.tier}',
  '{.items[*].nothing}',
  '{.nothing.at.all[3]}',
  '{.items..tier}',
  '{..phase}',
  '{.items[*].status..type}',
  '{.items[0].metadata.labels}',
  "{.items[0].metadata.labels['example\\.com/x\\.y']}",
  '{.items[0].metadata.labels.example\\.com/x\\.y}',
  "{.items[0].metadata.annotations['note']}",
  '{.items[0].metadata.annotations}',
  '{.items[0].spec.replicas} {.items[0].spec.replicas}',
  '{.items.length}',
  "{.items[0].metadata.['name']}",
  '{.kind "x"}',
  '{.kind .nothing}',
  '{.items[*].kind "x"}',
  '{"a" "b"}',
  '{"it\'s"} {\'a"b\'}',
  '{"\\u00e9\\x41\\101"}',
  '{"{}"}',
  '{5} {1.50} {-3} {true}',
  '{.}',
];

/** What does not fit the data, or goes on to the end of the template. */
const ALONE: readonly string[] = [
  '{.items[7].metadata.name}',
  '{.items[-7].metadata.name}',
  '{.items[0:7]}',
  '{.items[2:1]}',
  '{range .items[*]}{.metadata.name}',
  '{.items[?(@.spec.replicas>"1")].metadata.name}',
  '{.items[?(@.metadata==1)].metadata.name}',
  '{.items[1].spec[*]}',
  '{.kind[0]}',
  '{.items[*].spec.replicas[0]}',
  '{.items[0].spec[?(@.x)]}',
  '{range}',
];

/** What cannot be read, or not be carried out: kubectl fails as well. */
const WRONG: readonly string[] = [
  '{.items[*',
  '{.items[x]}',
  '{.items[0].metadata.[name]}',
  '{.items["a"]}',
  '{.items[*].metadata.name',
  '{foo}',
  '{#}',
  '}{',
  '{end}',
  '{.kind}{end}',
  '{....name}',
  '{.items[0:2:0]}',
  '{.items[?(@.a==1 && @.b==2)]}',
  '{.items[?(@.a=~"x")]}',
  '{.items[?(@.a',
  '{"a}',
  '{.items[?(@.metadata.name in (a))]}',
];

/** What is asked of one object. */
const OF_ONE: readonly string[] = [
  '{.metadata.name}',
  '{.status.conditions[?(@.type=="Ready")].status}',
  '{.status.conditions[?(@.type=="Ready")].message}{"\\n"}',
  '{.status.conditions[?(@.reason=="a)b]c")].type}',
  '{.status.conditions[?(@.message)].type}',
  '{.status.conditions[*].type}',
  '{.status.conditions[-1]}',
  '{.status.conditions[0]}',
  '{.status.conditions[*].status}',
  '{.status.tenantCount}',
  '{range .status.conditions[*]}{.type}={.status} {end}',
  '{range .status.conditions[?(@.status=="True")]}{.type}:{@.reason}{"\\n"}{end}',
  '{.status}',
];

/** Stands between the answers to several templates. */
const SEPARATOR = '\n#\n';

interface Answer {
  readonly ok: boolean;
  readonly stdout: string;
}

describeCluster('JSONPath as kubectl reads it', (plane) => {
  let scene: CommandScene;

  beforeAll(async () => {
    scene = await commandScene(plane, 'jsonpath');
    await scene.kubectl('apply -f -', OBJECTS);
    await scene.kubectl(['patch', 'maiainstance', 'one', '--subresource=status', '--type=merge', '-p', STATUS]);
  });

  /** Standard output and whether it went well: of kubectl, and of ours. */
  async function both(words: readonly string[]): Promise<{ readonly theirs: Answer; readonly ours: Answer }> {
    const args = ['get', 'maiainstances', '-n', scene.namespace, ...words];
    const theirs = await run(kubectlOrSkip(), ['--kubeconfig', plane.kubeconfig, ...args]).then(
      ({ stdout }) => ({ ok: true, stdout }),
      ({ stdout }: { stdout: string }) => ({ ok: false, stdout }),
    );
    const { code, stdout } = await runHere(args, { kubeconfig: plane.kubeconfig });
    return { theirs, ours: { ok: code === 0, stdout } };
  }

  interface Answers {
    readonly ours: unknown;
    readonly theirs: unknown;
  }

  async function each(cases: readonly (readonly string[])[]): Promise<Answers> {
    const results = await inParallel(4, cases, async (words) => ({ words, ...(await both(words)) }));
    return {
      ours: results.map(({ words, ours }) => ({ words, answer: ours })),
      theirs: results.map(({ words, theirs }) => ({ words, answer: theirs })),
    };
  }

  async function together(templates: readonly string[], ...words: readonly string[]): Promise<Answers> {
    const { theirs, ours } = await both([...words, '-o', `jsonpath=${templates.join(SEPARATOR)}`]);
    const split = ({ ok, stdout }: Answer): unknown => [ok, stdout.split(SEPARATOR).map((answer, index) => [templates[index], answer])];
    if (theirs.stdout.split(SEPARATOR).length !== templates.length) throw new Error('kubectl cannot read one of them');
    return { ours: split(ours), theirs: split(theirs) };
  }

  test('of a list', async () => {
    const all = await together(OF_LIST);
    expect(all.ours).toEqual(all.theirs);
    const alone = await each(ALONE.map((template) => ['-o', `jsonpath=${template}`]));
    expect(alone.ours).toEqual(alone.theirs);
  });

  test('of one object', async () => {
    const { ours, theirs } = await together(OF_ONE, 'one');
    expect(ours).toEqual(theirs);
  });

  test('of what is wrong', async () => {
    const { ours, theirs } = await each(WRONG.map((template) => ['-o', `jsonpath=${template}`]));
    expect(ours).toEqual(theirs);
  });

  test('a list with nothing in it', async () => {
    const { ours, theirs } = await each(
      ['{.items}', '{.items[*].metadata.name}', '{.items[0]}', '{range .items[*]}x{end}y'].map((template) => [
        '-l',
        'app=nothing',
        '-o',
        `jsonpath=${template}`,
      ]),
    );
    expect(ours).toEqual(theirs);
  });

  test('from a file, and as JSON', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-jsonpath-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'template');
    await writeFile(file, '{range .items[*]}{.metadata.name}{"\\n"}{end}\n');
    const { ours, theirs } = await each([
      ['-o', `jsonpath-file=${file}`],
      ['-o', 'jsonpath-as-json={.items[*].metadata.name}'],
      ['one', '-o', 'jsonpath-as-json={.metadata.labels}{.spec.replicas}'],
    ]);
    expect(ours).toEqual(theirs);
  });

  test('custom columns, sorted', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-columns-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'columns');
    await writeFile(file, 'NAME   REPLICAS\n.metadata.name .spec.replicas\n');
    const { ours, theirs } = await each([
      ['-o', 'custom-columns=NAME:.metadata.name,REPLICAS:.spec.replicas,TAG:.spec.image.tag,NO:.nothing'],
      [
        '-o',
        'custom-columns=NAME:metadata.name,LABELS:{.metadata.labels},C:.status.conditions[*].type,ALL:.status.conditions[?(@.type=="Ready")]',
      ],
      ['-o', 'custom-columns=N:.metadata.name', '--no-headers'],
      ['-o', `custom-columns-file=${file}`],
      ['one', 'ten', '-o', 'custom-columns=N:.metadata.name'],
      ['-l', 'app=nothing', '-o', 'custom-columns=N:.metadata.name'],
      ['-o', 'name', '--sort-by', '.spec.replicas'],
      ['-o', 'name', '--sort-by', '{.metadata.name}'],
      ['-o', 'name', '--sort-by', 'metadata.labels.app'],
      ['-o', 'custom-columns=NAME'],
      ['-o', 'jsonpath'],
      ['-o', 'name', '--sort-by', '{.a['],
    ]);
    expect(ours).toEqual(theirs);
  });
});
