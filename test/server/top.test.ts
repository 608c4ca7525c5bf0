import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import { startLiveFeed, type LiveFeed } from '../../src/commands/shared/live/live-feed.ts';
import { loadKnowledge } from '../../src/commands/shared/describe-object/load-knowledge.ts';
import { openSession } from '../../src/commands/shared/session.ts';
import { parseTargets } from '../../src/commands/shared/targets.ts';
import { EXIT } from '../../src/output/exit-codes.ts';
import { SYSTEMS } from '../../src/registry.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { instanceYaml, reconcilePlane } from '../support/reconcile-plane.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

/** Longer than a slow machine needs. */
const PATIENT = { timeout: 60_000 };

describeCluster('top', (plane) => {
  const { kubectl, maia, namespace } = reconcilePlane(plane);
  const ns = `top-${Math.random().toString(36).slice(2, 8)}`;
  const entry = entryPointOf('kubectl-maia');
  let proxy: FaultProxy;
  const status = async (name: string, value: string): Promise<string> =>
    kubectl(`patch maiainstance ${name} -n ${ns} --subresource status --type merge -p ${value}`);
  const tenant = (name: string): string =>
    `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaTenant\nmetadata: {name: ${name}}\nspec: {instanceRef: {name: one}, displayName: T}\n`;

  beforeAll(async () => {
    const installed = await maia('install --adopt');
    if (installed.code !== 0) throw new Error(installed.stderr);
    await namespace(ns, { name: 'one', spec: 'replicas: 1' });
    proxy = await startFaultProxy(plane.kubeconfig);
  });
  afterAll(async () => proxy.close());

  /** Runs it off a terminal until it is ended. */
  function start(args: readonly string[]): { output: () => string; end: () => Promise<CliResult> } {
    const ends = new AbortController();
    let output = '';
    const done = runHere(['top', ...args], {
      executable: 'kubectl-maia',
      kubeconfig: proxy.kubeconfig,
      signal: ends.signal,
      onStdout: (text) => (output = text),
    });
    const end = async (): Promise<CliResult> => {
      ends.abort(new Interruption('SIGTERM', EXIT.terminated));
      return done;
    };
    onTestFinished(async () => void (await end()));
    return { output: () => output, end };
  }

  test('off a terminal: a line for what there is and for each change, over a lost watch too; 0 at a signal', async () => {
    const top = start(['-n', ns]);
    await vi.waitFor(() => expect(top.output()).toMatch(/^\S+Z \S+ MaiaInstance\/one Unknown/m), PATIENT);
    await status('one', '{"status":{"phase":"Running","replicas":1,"readyReplicas":1}}');
    await vi.waitFor(() => expect(top.output()).toMatch(/ MaiaInstance\/one Unknown->Running 1\/1\n/), PATIENT);
    proxy.dropConnections();
    await kubectl(`apply -n ${ns} -f -`, tenant('acme'));
    await kubectl(`delete maiatenant acme -n ${ns} --wait=false`);
    await status('one', '{"status":{"phase":"Failed"}}');
    await vi.waitFor(() => expect(top.output()).toMatch(/ MaiaInstance\/one Running->Failed 1\/1\n/), PATIENT);
    const { code, stdout, stderr } = await top.end();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: watch maia\w+( and 1 more)? was lost \(.+\); trying again\n/);
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes(` ${ns} Maia`))).toEqual([]);
  });

  test('JSON lines, of chosen objects; a time-out ends it with 124, no server with 8', async () => {
    const connection = { executable: 'kubectl-maia', kubeconfig: plane.kubeconfig };
    const { code, stdout } = await withEnoughTime(
      async (time) => runHere(['top', 'maiainstance/one', '-n', ns, '-o', 'json', '--timeout', time], connection),
      (result) => result.stdout !== '',
    );
    expect(code).toBe(124);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'LiveChange', type: 'ADDED', object: { name: 'one', namespace: ns } });
    const once = await runHere(['top', 'maiainstance/one', '-n', ns, '--timeout', '0'], connection);
    expect([once.code, once.stdout.split('\n').length]).toEqual([0, 2]);
    expect((await runHere(['top', '-s', 'http://127.0.0.1:1'], connection)).code).toBe(8);
  });

  test('all namespaces, of which some are forbidden: what is allowed, one warning with the count, 10', async () => {
    const forbid = { do: 'answer', code: 403, reason: 'Forbidden' } as const;
    const allow = proxy.inject({
      when: (request) => request.resource.startsWith('maia') && request.namespace !== ns,
      fault: forbid,
      times: Infinity,
    });
    onTestFinished(allow);
    const { code, stdout, stderr } = await runHere(['top', '-A', '--timeout', '0'], {
      executable: 'kubectl-maia',
      kubeconfig: proxy.kubeconfig,
    });
    expect(code).toBe(10);
    expect(stdout.split('\n').filter((line) => !line.includes(` ${ns} Maia`))).toEqual(['']);
    expect(stdout).toContain(` ${ns} MaiaInstance/one `);
    expect(stderr).toMatch(
      /^warning: you may not watch everything; left out: maiainstances in (\d+) of \d+ namespaces, maiatenants in \1 of \d+ namespaces\n$/,
    );
  });

  async function feed(): Promise<LiveFeed> {
    const ends = new AbortController();
    const runtime = {
      entry,
      version: '0.0.0',
      root: '',
      env: {},
      now: Date.now,
      stdout: () => undefined,
      stderr: () => undefined,
      readStdin: () => Promise.resolve(''),
      stderrIsTerminal: false,
      interactive: false,
      signal: ends.signal,
    };
    const flags = {
      namespace: ns,
      kubeconfig: proxy.kubeconfig,
      'request-timeout': '30s',
      verbosity: 0,
      color: 'never',
      'insecure-skip-tls-verify': false,
      'cache-dir': undefined,
      'no-input': true,
      'warnings-as-errors': false,
      quiet: true,
    };
    const none = { context: undefined, cluster: undefined, user: undefined, server: undefined, token: undefined, as: undefined };
    const rest = { 'as-group': undefined, 'as-uid': undefined, 'certificate-authority': undefined, 'tls-server-name': undefined };
    const session = await openSession({ ...flags, ...none, ...rest }, runtime, undefined, (report) => made?.heard(report));
    const made: LiveFeed = startLiveFeed(
      {
        session,
        entry,
        targets: parseTargets(['all'], entry),
        namespace: ns,
        systems: SYSTEMS.filter(({ id }) => id === 'maia'),
        facts: { context: '', server: session.server, user: '' },
        hostname: 'nowhere',
        clock: createSystemClock({ holdsProcess: true }),
        random: () => 0,
        run: () => Promise.resolve({ exit: 0, lines: [] }),
        loadKnowledge: async () => loadKnowledge(entry),
        looksAround: true,
      },
      ends.signal,
    );
    onTestFinished(async () => {
      ends.abort();
      await made.ended;
      session.close();
    });
    await made.begun;
    return made;
  }

  test('a kind that may not be watched is told, the others work; what breaks is told until it works again, without any change', async () => {
    const forbid = { do: 'answer', code: 403, reason: 'Forbidden' } as const;
    const allow = proxy.inject({ when: ({ resource }) => resource === 'maiatenants', fault: forbid, times: Infinity });
    const source = await feed();
    allow();
    expect([...source.state().rows.values()].map(({ target }) => target)).toEqual(['maiainstance/one']);
    expect(source.state().connection).toMatchObject({ refused: ['maiatenants'], watches: { live: 1, total: 1 } });
    await vi.waitFor(() => expect(source.state().connection.latencyMs).toBeGreaterThanOrEqual(0), PATIENT);
    await vi.waitFor(() => expect(source.state().operators).toHaveLength(1), PATIENT);
    const seen: (string | undefined)[] = [];
    source.subscribe(() => seen.push(source.state().connection.broken?.what));
    proxy.dropConnections();
    await vi.waitFor(() => expect(seen).toContain('watch maiainstances'), PATIENT);
    await vi.waitFor(
      () => expect([source.state().connection.broken, source.state().connection.watches.live]).toEqual([undefined, 1]),
      PATIENT,
    );
  });

  test('of the selected object everything is read, another namespace is looked at', async () => {
    await kubectl(`apply -n ${ns} -f -`, instanceYaml('two', 'replicas: 1'));
    await kubectl(`apply -n ${ns} -f -`, tenant('waits'));
    const source = await feed();
    const id = [...source.state().rows.values()].find(({ name }) => name === 'waits')?.id;
    source.select(id);
    await vi.waitFor(() => expect(source.state().detail?.id).toBe(id), PATIENT);
    const detail = source.state().detail;
    expect(detail?.why[0]).toMatch(new RegExp(`^MaiaTenant/${ns}/waits: `));
    expect(detail?.nodes).toContainEqual(expect.objectContaining({ label: 'MaiaInstance/one', relation: 'uses' }));
    await kubectl(`delete maiatenant waits -n ${ns} --wait=false`);
    await vi.waitFor(
      () => expect(source.state().moments.map(({ what, target }) => `${what} ${target}`)).toContain('gone maiatenant/waits'),
      PATIENT,
    );
    await expect(source.lookAt('surely-not-there')).rejects.toThrow('surely-not-there');
    await source.lookAt('default');
    expect(source.state().connection.namespace).toBe('default');
    expect([...source.state().rows.values()].filter((row) => row.namespace === ns)).toEqual([]);
  });
});
