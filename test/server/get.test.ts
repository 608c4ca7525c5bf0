import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { nodeFolder, type CliResult } from '../support/run-cli.ts';
import { runHere, type HereOptions } from '../support/run-here.ts';
import { untilAllowed } from '../support/until-allowed.ts';

const run = promisify(execFile);

const OBJECTS = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: one, labels: {app: web, example.com/tier: "2"}, annotations: {note: 日本語}}
spec: {replicas: 1}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: two, labels: {app: db}, annotations: {note: plain}}
spec: {replicas: 3}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: acme, labels: {app: web}}
spec: {instanceRef: {name: an-instance-with-a-name-that-is-much-longer-than-anybody-would-want}}
`;

/** What an operator that has seen the object writes. */
const DONE = {
  observedGeneration: 1,
  conditions: [{ type: 'Ready', status: 'True', reason: 'Serving', message: 'a: b', lastTransitionTime: '2026-01-01T00:00:00Z' }],
};

/** Ages differ between two calls, and so do the blanks before what stands behind them. */
function ageless(text: string): string {
  return text
    .replaceAll(/ (?:\d+[smh])+\b/g, ' Ns')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ $/gm, '');
}

describeCluster('get', (plane) => {
  let scene: CommandScene;

  beforeAll(async () => {
    scene = await commandScene(plane, 'get');
    await scene.kubectl('apply -f -', OBJECTS);
    const status = (body: unknown): readonly string[] => ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status: body })];
    await scene.kubectl(['patch', 'maiainstance', 'one', ...status({ ...DONE, phase: 'Running' })]);
    await scene.kubectl(['patch', 'maiainstance', 'two', ...status({ ...DONE, phase: 'Failed' })]);
  });

  async function here(args: string | readonly string[], options: Partial<HereOptions> = {}): Promise<CliResult> {
    const words = typeof args === 'string' ? args.split(' ') : args;
    const everywhere = words.includes('-A');
    return await runHere([...words, ...(everywhere ? [] : ['-n', scene.namespace])], { kubeconfig: plane.kubeconfig, ...options });
  }

  test.each([
    'get maiainstances',
    'get maiainstances one two',
    'get maiainstances/one',
    'get maiainstances,maiatenants',
    'get maiainstances --no-headers',
    'get maiainstances --show-kind',
    'get maiainstances --show-labels',
    'get maiainstances -L app,example.com/tier -L nothing',
    'get maiainstances,maiatenants -L app --show-labels',
    'get maiainstances -l app=web',
    'get maiainstances -l app!=web,app',
    'get maiainstances --field-selector metadata.name=two',
    'get maiainstances --sort-by .metadata.name --chunk-size=1',
    'get maiainstances --sort-by {.spec.replicas} --chunk-size=0',
    'get maiainstances -o name',
    'get maiainstances -l app=nothing -o name',
    'get maiainstances one --ignore-not-found',
    'get maiainstances nope --ignore-not-found -o json',
  ])('%s prints what kubectl prints', async (line) => {
    const ours = await here(line);
    expect(ours).toMatchObject({ code: 0, stderr: '' });
    expect(ageless(ours.stdout)).toBe(ageless(await scene.kubectl(line)));
  });

  test.each([
    'get maiainstances -o json',
    'get maiainstances one two -o json --show-managed-fields',
    'get maiainstances -l app=nothing -o yaml',
    'get maiainstances -l app=nothing -o json',
  ])('%s prints the bytes that kubectl prints', async (line) => {
    const ours = await here(line);
    expect(ours).toMatchObject({ code: 0, stderr: '' });
    expect(ours.stdout).toBe(await scene.kubectl(line));
  });

  test.each(['get maiainstances -o yaml', 'get maiainstances one -o yaml --show-managed-fields'])(
    '%s prints the lines that kubectl prints, but for the choice of quotes',
    async (line) => {
      const ours = await here(line);
      expect(ours).toMatchObject({ code: 0, stderr: '' });
      const theirs = await scene.kubectl(line);
      expect(JSON.stringify(parse(ours.stdout))).toBe(JSON.stringify(parse(theirs)));
      const indents = (text: string): readonly number[] => text.split('\n').map((each) => each.search(/[^ ]/));
      expect(indents(ours.stdout)).toEqual(indents(theirs));
    },
  );

  test('-o wide has a column for health where the type has none', async () => {
    const { stdout } = await here('get maiainstances -o wide');
    const [header = '', ...rows] = ageless(stdout).trimEnd().split('\n');
    expect(header).toBe('NAME STATUS TENANTS MEMORIES HEALTH AGE');
    expect(rows).toEqual(['one Running 0 0 healthy Ns', 'two Failed 0 0 failed Ns']);
    // ABI has a printer column of that name.
    expect((await here('get abiinstances -o wide')).stderr).toBe(`No resources found in ${scene.namespace} namespace.\n`);
  });

  test('nothing found is told on stderr, unless that is not wanted', async () => {
    const told = `No resources found in ${scene.namespace} namespace.\n`;
    expect(await here('get abiinstances')).toEqual({ code: 0, stdout: '', stderr: told });
    expect(await here('get maiainstances -l app=nothing -o wide')).toEqual({ code: 0, stdout: '', stderr: told });
    expect(await here('get abiinstances -q')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await here('get abiinstances --ignore-not-found')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await here('get maiainstances -A -l app=nothing')).toEqual({ code: 0, stdout: '', stderr: 'No resources found\n' });
    expect(await here('get abiinstances -o json')).toMatchObject({ code: 0, stderr: '' });
  });

  test('--where keeps those for which the expression holds; a path that no object has is told', async () => {
    const where = (type: string, expression: string, ...more: string[]): Promise<CliResult> =>
      here(['get', type, '--where', expression, ...more]);
    expect((await where('maiainstances', '.status.phase != "Running" && .spec.replicas > 2', '-o', 'name')).stdout).toBe(
      'maiainstance.maia.cuemby.com/two\n',
    );
    expect((await where('all', '.metadata.labels.app == "web"', '--no-headers')).stdout.match(/\S+\/\S+/g)).toEqual([
      'maiainstance.maia.cuemby.com/one',
      'maiatenant.maia.cuemby.com/acme',
    ]);
    expect(await where('maiainstances', '.spec.replica > 2')).toEqual({
      code: 0,
      stdout: '',
      stderr: `No resources found in ${scene.namespace} namespace.\nwarning: no object has .spec.replica of --where\n`,
    });
    expect(await where('maiainstances', 'phase == "x"')).toMatchObject({ code: 2, stdout: '' });
    expect(await here(['get', 'maiainstance', 'one', '--where', '.spec'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('a field that nothing is sorted by is told, and one that has no order is a usage error', async () => {
    expect(await here('get maiainstances --sort-by .nothing -o name')).toEqual({
      code: 0,
      stdout: 'maiainstance.maia.cuemby.com/one\nmaiainstance.maia.cuemby.com/two\n',
      stderr: 'warning: no object has the field .nothing of --sort-by\n',
    });
    expect(await here('get maiainstances --sort-by .spec')).toMatchObject({ code: 2, stdout: '' });
  });

  test('colours: words for states, on a terminal, where they are wanted', async () => {
    const green = '\u001B[32mRunning\u001B[0m';
    const red = '\u001B[31mFailed\u001B[0m';
    const terminal = { columns: 120 };
    const plain = (await here('get maiainstances')).stdout;
    expect(plain).not.toContain('\u001B');
    const painted = (await here('get maiainstances', terminal)).stdout;
    expect(painted).toContain(green);
    expect(painted).toContain(red);
    expect(ageless(stripVTControlCharacters(painted))).toBe(ageless(plain));
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }, { FORCE_COLOR: '0' }]) {
      expect((await here('get maiainstances', { ...terminal, env })).stdout).not.toContain('\u001B');
    }
    expect((await here('get maiainstances --color=never', terminal)).stdout).not.toContain('\u001B');
    expect((await here('get maiainstances', { env: { FORCE_COLOR: '1' } })).stdout).toContain(green);
    expect((await here('get maiainstances --color=always')).stdout).toContain(green);
    for (const format of ['json', 'yaml', 'name', 'jsonpath={.items[*].status.phase}', 'custom-columns=STATUS:.status.phase']) {
      expect((await here(['get', 'maiainstances', '-o', format, '--color=always'], terminal)).stdout).not.toContain('\u001B');
    }
  });

  test('a row is cut on a terminal only, and never by -o wide', async () => {
    const whole = (await here('get maiatenants')).stdout;
    expect(whole).toContain('much-longer-than-anybody-would-want ');
    const cut = (await here('get maiatenants', { columns: 60, env: { NO_COLOR: '1' } })).stdout;
    for (const line of cut.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(cut).toMatch(/acme +an-instance\S*… /);
    expect((await here('get maiatenants -o wide', { columns: 60 })).stdout).toContain('much-longer-than-anybody-would-want ');
  });

  test('wide characters take two columns', async () => {
    const { stdout } = await here('get maiainstances -o custom-columns=NOTE:.metadata.annotations.note,NAME:.metadata.name');
    const [, one = '', two = ''] = stdout.split('\n');
    expect(stringWidth(one.slice(0, one.indexOf('one')))).toBe(stringWidth(two.slice(0, two.indexOf('two'))));
  });

  test('what contradicts itself is a usage error before anything is asked', async () => {
    const nowhere = { kubeconfig: '/nonexistent' };
    for (const line of [
      'get',
      'get nothing',
      'get all -A -n x',
      'get maiainstance one -A',
      'get maiainstance one -l app',
      'get maiainstances -o xml',
      'get maiainstances -o go-template={{.a}}',
      'get maiainstances -o jsonpath={.a',
      'get maiainstances -o custom-columns=NAME:.a[',
      'get maiainstances --sort-by={.a[',
      'get maiainstances --output-watch-events',
      'get maiainstances --chunk-size=-1',
      'get maiainstances --timeout=soon',
    ]) {
      const result = await runHere(line.split(' '), nowhere);
      expect([line, result.code, result.stdout]).toEqual([line, 2, '']);
      expect(result.stderr).toMatch(/^error: .+\n/);
    }
  });

  test('a reader that leaves is no failure', async () => {
    const kubeconfig = plane.kubeconfig;
    const env = { ...process.env, KUBECONFIG: kubeconfig, PATH: `${nodeFolder()}:${process.env['PATH']}` };
    const program = path.join(PROJECT_ROOT, 'bin', 'kubectl-aistack');
    // More than a pipe holds.
    const template = '{range .items[*]}{.}{end}'.replace('{.}', '{@}'.repeat(400));
    const script = `"${program}" get maiainstances -n ${scene.namespace} -o 'jsonpath=${template}' | head -c 1; echo " \${PIPESTATUS[0]}"`;
    expect(await run('bash', ['-c', script], { env })).toMatchObject({ stdout: '{ 0\n', stderr: '' });
  });

  /** Rights of a user that nobody else uses, one namespace at a time. */
  async function allow(user: string, resources: string, verbs: string, more: readonly string[] = []): Promise<void> {
    await scene.kubectl(['create', 'role', user, `--verb=${verbs}`, `--resource=${resources}`, ...more]);
    await scene.kubectl(['create', 'rolebinding', user, `--role=${user}`, `--user=${user}`, ...more]);
  }

  test('all namespaces, of which some are forbidden: what is allowed, one warning with the count, exit 10', async () => {
    const user = `${scene.namespace}-some`;
    await allow(user, 'maiainstances.maia.cuemby.com', 'list');
    await scene.kubectl(['create', 'clusterrole', user, '--verb=list', '--resource=namespaces']);
    await scene.kubectl(['create', 'clusterrolebinding', user, `--clusterrole=${user}`, `--user=${user}`]);
    await untilAllowed(scene.kubectl, `list maiainstances.maia.cuemby.com --as ${user}`, `list namespaces --as ${user}`);
    const { code, stdout, stderr } = await here(`get maiainstances -A --as ${user}`);
    expect(code).toBe(10);
    expect(ageless(stdout)).toBe(
      `NAMESPACE NAME STATUS TENANTS MEMORIES AGE\n${scene.namespace} one Running 0 0 Ns\n${scene.namespace} two Failed 0 0 Ns\n`,
    );
    expect(stderr).toMatch(/^warning: you may not read everything; left out: maiainstances in [1-9]\d* of [1-9]\d* namespaces\n$/);
    const [, refused, total] = /in (\d+) of (\d+) namespaces/.exec(stderr) ?? [];
    expect(Number(total) - Number(refused)).toBe(1);
    const both = await here(`get maiainstances,maiatenants -A -o name --as ${user}`);
    expect(both).toMatchObject({ code: 10, stdout: 'maiainstance.maia.cuemby.com/one\nmaiainstance.maia.cuemby.com/two\n' });
    expect(both.stderr).toMatch(/^warning: [^\n]* left out: maiainstances in \d+ of \d+ namespaces, maiatenants\n$/);
    const none = await here(`get maiatenants -A --as ${user}`);
    expect(none).toMatchObject({ code: 5, stdout: '' });
    expect(none.stderr).toMatch(/^error: you \(\S+-some\) may not list maiatenants in all namespaces\n/);
    await scene.kubectl(['delete', 'clusterrolebinding,clusterrole', user]);
  });

  test('where not even the namespaces may be listed, the one of the context is looked at', async () => {
    const user = `${scene.namespace}-one`;
    await allow(user, 'maiainstances.maia.cuemby.com', 'list', ['-n', 'default']);
    await untilAllowed(scene.kubectl, `list maiainstances.maia.cuemby.com -n default --as ${user}`);
    const result = await here(`get maiainstances -A -o json --as ${user}`);
    expect(result).toMatchObject({
      code: 10,
      stderr: 'warning: you may not read everything; left out: maiainstances outside namespace default\n',
    });
    expect(JSON.parse(result.stdout)).toMatchObject({ kind: 'List' });
    await scene.kubectl(['delete', 'rolebinding,role', user, '-n', 'default']);
  });

  test('several types of which one is forbidden: the others, and exit 10; a name that is not there is told too', async () => {
    const user = `${scene.namespace}-type`;
    await allow(user, 'maiainstances.maia.cuemby.com', 'list,get');
    await untilAllowed(scene.kubectl, `get maiainstances.maia.cuemby.com --as ${user}`);
    expect(await here(`get maiainstances,maiatenants -o name --as ${user}`)).toEqual({
      code: 10,
      stdout: 'maiainstance.maia.cuemby.com/one\nmaiainstance.maia.cuemby.com/two\n',
      stderr: 'warning: you may not read everything; left out: maiatenants\n',
    });
    const named = await here(`get maiainstance/one maiainstance/nope maiatenant/acme -o name --as ${user}`);
    expect(named).toMatchObject({ code: 10, stdout: 'maiainstance.maia.cuemby.com/one\n' });
    expect(named.stderr).toMatch(/left out: maiatenant\/acme\nerror: MaiaInstance nope in namespace \S+ not found\n/);
    expect(await here(`get maiatenants -o name --as ${user}`)).toMatchObject({ code: 5, stdout: '' });
  });
});
