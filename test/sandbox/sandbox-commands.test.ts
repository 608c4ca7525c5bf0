import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectTo } from '../support/engine-rig.ts';
import { findKubectls } from '../support/find-kubectl-programs.ts';
import { runCli, startCli, type CliResult, type RunningCli } from '../support/run-cli.ts';
import { tempDir } from '../support/temp-dir.ts';
import { NAMESPACE } from '../../src/kernel/builtin-types.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

const run = promisify(execFile);
const QUICK_START = 'examples/maia/quick-start.yaml';

async function maia(args: string, options: Parameters<typeof runCli>[1] = {}): Promise<CliResult> {
  return runCli(args.split(' ').filter(Boolean), options);
}

/** A running `sandbox up` and the path that its export line names. */
async function up(args = ''): Promise<{ readonly running: RunningCli; readonly kubeconfig: string }> {
  // What is killed cannot take away what it has made.
  const running = startCli(['sandbox', 'up', ...args.split(' ').filter(Boolean)], { timeoutMs: 240_000, env: { TMPDIR: tempDir() } });
  onTestFinished(() => running.signal('SIGKILL'));
  const text = await running.until(/export KUBECONFIG=.*\n/);
  const [, kubeconfig = ''] = /export KUBECONFIG=(.*)\n/.exec(text) ?? [];
  return { running, kubeconfig };
}

/** A folder for temporary files that nobody else uses, and what lies in it. */
function ownTemp(): { readonly env: Readonly<Record<string, string>>; left(): Promise<readonly string[]> } {
  const dir = tempDir();
  return { env: { TMPDIR: dir }, left: async () => readdir(dir) };
}

describe('sandbox up', () => {
  test('prints the export line alone on stdout, serves, and ends with 0 and without a trace on Ctrl-C', async () => {
    const { running, kubeconfig } = await up();
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
    const connection = await connectTo(kubeconfig);
    expect((await connection.api.list(NAMESPACE)).items.map(({ metadata }) => metadata.name)).toContain('default');
    connection.close();
    running.signal('SIGINT');
    const { code, stdout, stderr } = await running.done;
    expect([code, stdout]).toEqual([0, `export KUBECONFIG=${kubeconfig}\n`]);
    expect(stderr).toMatch(/^Kubernetes API server in this process: https:\/\/127\.0\.0\.1:\d+\. Ctrl-C ends it/);
    expect(existsSync(path.dirname(kubeconfig))).toBe(false);
  });

  test('SIGTERM ends it with 0 too, also while somebody watches', async () => {
    const { running, kubeconfig } = await up();
    const connection = await connectTo(kubeconfig);
    const events = connection.api.watch(NAMESPACE, { sendInitialEvents: true })[Symbol.asyncIterator]();
    await events.next();
    running.signal('SIGTERM');
    expect((await running.done).code).toBe(0);
    await events.return?.().catch(() => undefined);
    connection.close();
  });

  test('writes the kubeconfig where it is told to, over one of its own but never over another file', async () => {
    const file = path.join(tempDir(), "it's mine.kubeconfig");
    const start = async (): Promise<string> => {
      const running = startCli(['sandbox', 'up', '--kubeconfig-out', file]);
      const text = await running.until(/export KUBECONFIG=.*\n/);
      running.signal('SIGINT');
      await running.done;
      return text;
    };
    expect(await start()).toContain(`export KUBECONFIG='${file.replace("'", String.raw`'\''`)}'\n`);
    expect(existsSync(file)).toBe(false);
    await writeFile(file, 'apiVersion: v1\ncurrent-context: production\n');
    const refused = await runCli(['sandbox', 'up', '--kubeconfig-out', file]);
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toBe(
      `error: ${file} is there already and is no kubeconfig of a sandbox\ncause: it would be lost\nfix: choose another --kubeconfig-out, or remove the file\n`,
    );
    expect(await readFile(file, 'utf8')).toContain('production');
  });

  test('a file that was left by one that was killed is written over', async () => {
    const file = path.join(tempDir(), 'kubeconfig');
    const first = await up(`--kubeconfig-out ${file}`);
    first.running.signal('SIGKILL');
    await first.running.done;
    const old = await readFile(file, 'utf8');
    const second = await up(`--kubeconfig-out ${file}`);
    expect(await readFile(file, 'utf8')).not.toBe(old);
    second.running.signal('SIGINT');
    await second.running.done;
  });

  test('a port that is taken, a folder that is not there and flags about another cluster are told in one go', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await maia(`sandbox up --port ${String(port)}`)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: cannot listen on port ${String(port)}\ncause: another program listens there\nfix: choose another --port, or 0\n`,
    });
    expect(await maia('sandbox up --kubeconfig-out /dev/null/kubeconfig')).toMatchObject({ code: 1, stdout: '' });
    expect(await maia('sandbox up --context prod')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: --context says nothing to kubectl maia sandbox up\nfix: leave it out: kubectl maia sandbox up brings its own API server\n',
    });
    expect(await maia('sandbox')).toMatchObject({ code: 2, stderr: expect.stringContaining('sandbox run, sandbox up') as unknown });
  });

  test('has the nodes, GPUs and storage classes that were asked for', async () => {
    const { running, kubeconfig } = await up('--nodes 2 --gpus 4 --storage-class fast --storage-class slow --port 0');
    const [kubectl] = findKubectls();
    const connection = await connectTo(kubeconfig);
    const nodes = (await connection.api.raw('GET', '/api/v1/nodes')) as { items: { status: { allocatable: Record<string, string> } }[] };
    expect(nodes.items.map(({ status }) => status.allocatable['nvidia.com/gpu'])).toEqual([undefined, '4']);
    const classes = (await connection.api.raw('GET', '/apis/storage.k8s.io/v1/storageclasses')) as {
      items: { metadata: { name: string } }[];
    };
    expect(classes.items.map(({ metadata }) => metadata.name)).toEqual(['fast', 'slow', 'standard']);
    connection.close();
    if (kubectl !== undefined)
      expect((await run(kubectl, ['--kubeconfig', kubeconfig, 'get', 'nodes', '-o', 'name'])).stdout).toBe('node/node-1\nnode/node-2\n');
    running.signal('SIGINT');
    await running.done;
  });
});

describe('sandbox run', () => {
  test('installs, applies, reconciles until settled and shows the table of the guide; nothing is left', async () => {
    const temp = ownTemp();
    const { code, stdout, stderr } = await maia(`sandbox run -f ${QUICK_START}`, temp);
    expect([code, stderr.replaceAll(/https:\S+/g, 'URL').replaceAll(/^still \w+: .*\n/gm, '')]).toEqual([
      0,
      `Kubernetes API server in this process: URL\n\n$ kubectl maia install\n\n$ kubectl apply --server-side -f ${QUICK_START}\n\n$ kubectl maia reconcile --all-namespaces --timeout=2m\n\n$ kubectl maia get all --all-namespaces\n`,
    ]);
    const lines = stdout.trim().split('\n');
    expect(lines).toContain('secret/maia-api-key created');
    const phases = lines.filter((line) => / is \w+$/.test(line));
    expect(phases).toEqual([
      'default maiainstance.maia.cuemby.com/maia is Pending',
      'default maiainstance.maia.cuemby.com/maia is Running',
    ]);
    expect(lines.slice(-2).map((line) => line.trim().split(/\s+/))).toEqual([
      ['NAMESPACE', 'NAME', 'STATUS', 'TENANTS', 'MEMORIES', 'AGE'],
      ['default', 'maiainstance.maia.cuemby.com/maia', 'Running', '0', '0', expect.any(String) as unknown],
    ]);
    expect(await temp.left()).toEqual([]);
  });

  test('a folder, with those below it, as the demo does it', { timeout: 320_000 }, async () => {
    const shallow = await maia('sandbox run -f examples');
    expect(shallow).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('-R') as unknown });
    const deep = await runCli(['sandbox', 'run', '-R', '-f', 'examples', '--storage-class', 'fast-ssd', '--gpus', '8'], {
      entry: 'kubectl-aistack',
      timeoutMs: 300_000,
    });
    expect(deep.code, deep.stderr).toBe(0);
    // Nobody else is there, so there is nothing to hold and nothing to warn of.
    expect(deep.stderr).not.toContain('lease');
    expect(deep.stdout).toMatch(/maia-production +Running/);
  });

  test('what never becomes ready is told, and the exit code is that of reconcile', async () => {
    const file = path.join(tempDir(), 'never.yaml');
    await writeFile(
      file,
      'apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: never}\nspec: {image: {repository: example.org/maia, tag: broken}}\n',
    );
    const { code, stdout, stderr, time } = await withEnoughTime(
      async (given) => ({ time: given, ...(await maia(`sandbox run -f ${file} --timeout ${given}`)) }),
      (result) => /never +Pending/.test(result.stdout),
    );
    expect(code).toBe(124);
    expect(stdout).toMatch(/never +Pending/);
    expect(stderr).toContain(`error: maiainstance.maia.cuemby.com/never is not ready after ${time}`);
  });

  test.each([
    ['', 2, 'error: sandbox run needs manifests'],
    ['-f /no/such/file', 2, 'error: cannot read /no/such/file'],
    ['-f FOLDER', 2, 'has no manifests'],
    ['-f BROKEN', 2, 'is no valid YAML'],
    ['-f INVALID', 2, 'spec.replicas: Invalid value: -1'],
    ['-f UNKNOWN', 7, 'error: the cluster does not serve Nothing in example.org/v1'],
    [`-f ${QUICK_START} --server https://prod`, 2, '--server says nothing to kubectl maia sandbox run'],
  ])('bad input %s ends with %i and one clear error', async (args, code, error) => {
    const dir = tempDir();
    await mkdir(path.join(dir, 'FOLDER'));
    await writeFile(path.join(dir, 'BROKEN'), 'a: [b\n');
    await writeFile(
      path.join(dir, 'INVALID'),
      'apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: x}\nspec: {replicas: -1}\n',
    );
    await writeFile(path.join(dir, 'UNKNOWN'), 'apiVersion: example.org/v1\nkind: Nothing\nmetadata: {name: x}\n');
    const result = await maia(`sandbox run ${args.replace(/-f ([A-Z]+)/, `-f ${dir}/$1`)}`);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(error);
  });

  test('Ctrl-C ends it with 130 and leaves nothing', async () => {
    const temp = ownTemp();
    const file = path.join(tempDir(), 'never.yaml');
    await writeFile(
      file,
      'apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: never}\nspec: {image: {repository: example.org/maia, tag: broken}}\n',
    );
    const running = startCli(['sandbox', 'run', '-f', file], temp);
    await running.until(/is Pending/);
    running.signal('SIGINT');
    expect((await running.done).code).toBe(130);
    expect(await temp.left()).toEqual([]);
  });
});
