import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import type { ProxiedRequest } from '../support/proxy-faults.ts';
import { runHere } from '../support/run-here.ts';
import { nodeFolder, runCli, startCli, type RunningCli } from '../support/run-cli.ts';
import { untilAllowed } from '../support/until-allowed.ts';

const run = promisify(execFile);

/** Milliseconds for a program on a slow machine. */
const LONGEST_MS = 240_000;
/** RFC 3339 with whole seconds. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describeCluster('get --watch', (plane) => {
  let scene: CommandScene;
  let proxy: FaultProxy;
  const running: RunningCli[] = [];

  beforeAll(async () => {
    scene = await commandScene(plane, 'watch');
    proxy = await startFaultProxy(plane.kubeconfig);
    await make('first');
    return async () => proxy.close();
  });

  afterEach(async () => {
    for (const program of running.splice(0)) {
      program.signal('SIGKILL');
      await program.done;
    }
    proxy.reset();
  });

  async function make(name: string): Promise<void> {
    await scene.kubectl(
      'create -f -',
      JSON.stringify({ apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata: { name }, spec: { replicas: 1 } }),
    );
  }

  async function tell(name: string, phase: string): Promise<void> {
    await scene.kubectl(['patch', 'maiainstance', name, '--subresource=status', '--type=merge', '-p', `{"status":{"phase":"${phase}"}}`]);
  }

  const isWatch = ({ verb, path: url }: ProxiedRequest): boolean => verb === 'watch' && url.includes('/maiainstances');

  /** Starts it and resolves once it watches. */
  async function start(args: string): Promise<RunningCli> {
    const words = args.split(' ');
    const before = proxy.count(isWatch);
    const program = startCli(['get', ...words, '-n', scene.namespace], {
      entry: 'kubectl-maia',
      kubeconfig: proxy.kubeconfig,
      timeoutMs: LONGEST_MS,
    });
    running.push(program);
    await Promise.race([proxy.answered((request) => isWatch(request) && proxy.count(isWatch) > before), program.done]);
    return program;
  }

  /** The lines without what differs from run to run: the time, and the age at the end. */
  function timeless(text: string): readonly (readonly string[])[] {
    return text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ +/).map((cell) => (TIME.test(cell) ? 'T' : cell.replace(/^(?:\d+[smh])+$/, 'Ns'))));
  }

  test('off a terminal: one line for each change, with the time, and no cursor codes; it ends with 0 on a signal', async () => {
    const program = await start('maiainstances -w');
    await program.until(/first/);
    await make('second');
    await program.until(/second/);
    await tell('second', 'Running');
    await program.until(/second +Running/);
    await scene.kubectl('delete maiainstance second');
    await program.until(/(second +Running[^]*){2}/);
    program.signal('SIGINT');
    const { code, stdout, stderr } = await program.done;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('\u001B');
    expect(timeless(stdout)).toEqual([
      ['TIME', 'NAME', 'STATUS', 'TENANTS', 'MEMORIES', 'AGE'],
      ['T', 'first', 'Ns'],
      ['T', 'second', 'Ns'],
      ['T', 'second', 'Running', '0', '0', 'Ns'],
      ['T', 'second', 'Running', '0', '0', 'Ns'],
    ]);
  });

  test('on a terminal the rows stand as in a table, without the time', async () => {
    const control = new AbortController();
    const { kubeconfig } = proxy;
    const { code, stdout, stderr } = await runHere(['get', 'maiainstances', '-w', '-n', scene.namespace], {
      kubeconfig,
      columns: 100,
      signal: control.signal,
      // Not at the head of the watch's answer: the rows may come after it.
      onStdout: (text) => /^first /m.test(text) && control.abort(new Interruption('SIGINT', 130)),
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(timeless(stdout)).toEqual([
      ['NAME', 'STATUS', 'TENANTS', 'MEMORIES', 'AGE'],
      ['first', 'Ns'],
    ]);
  });

  test('all namespaces, of which some may not be watched: what is allowed', async () => {
    const user = `${scene.namespace}-part`;
    await scene.kubectl(['create', 'role', user, '--verb=list,watch', '--resource=maiainstances.maia.cuemby.com']);
    await scene.kubectl(['create', 'rolebinding', user, `--role=${user}`, `--user=${user}`]);
    await scene.kubectl(['create', 'clusterrole', user, '--verb=list', '--resource=namespaces']);
    await scene.kubectl(['create', 'clusterrolebinding', user, `--clusterrole=${user}`, `--user=${user}`]);
    await untilAllowed(scene.kubectl, `watch maiainstances.maia.cuemby.com --as ${user}`, `list namespaces --as ${user}`);
    const args = ['get', 'maiainstances', '-A', '--watch-only', '--no-headers', '--as', user];
    const program = startCli(args, {
      entry: 'kubectl-maia',
      kubeconfig: proxy.kubeconfig,
      timeoutMs: LONGEST_MS,
    });
    running.push(program);
    await proxy.answered((request) => isWatch(request) && request.status === 200);
    await tell('first', 'Running');
    await program.until(/Running/);
    program.signal('SIGINT');
    const { code, stdout, stderr } = await program.done;
    expect(code).toBe(0);
    expect(timeless(stdout)).toEqual([['T', scene.namespace, 'first', 'Running', '0', '0', 'Ns']]);
    expect(stderr).toMatch(/^warning: you may not read everything; left out: maiainstances in \d+ of \d+ namespaces\n$/);
    await scene.kubectl(['delete', 'clusterrolebinding,clusterrole', user]);
  });

  test('events: what happened stands before the row, as JSON on one line, and not with names', async () => {
    const table = await start('maiainstances -w --output-watch-events');
    const json = await start('maiainstances --watch-only --output-watch-events -o json');
    const names = await start('maiainstances --watch-only -o name');
    await make('third');
    await table.until(/ADDED +third/);
    await tell('third', 'Pending');
    await table.until(/MODIFIED +third/);
    await scene.kubectl('delete maiainstance third');
    await table.until(/DELETED +third/);
    await json.until(/DELETED/);
    await names.until(/(\S+third\n){3}/);
    for (const program of [table, json, names]) program.signal('SIGTERM');
    const [rows, lines, named] = await Promise.all([table.done, json.done, names.done]);
    expect([rows.code, lines.code, named.code]).toEqual([0, 0, 0]);
    expect(timeless(rows.stdout).map(([, event, name]) => [event, name])).toEqual([
      ['EVENT', 'NAME'],
      ['ADDED', 'first'],
      ['ADDED', 'third'],
      ['MODIFIED', 'third'],
      ['DELETED', 'third'],
    ]);
    const events = lines.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; object: { metadata: object } });
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(events[0]?.object.metadata).not.toHaveProperty('managedFields');
    expect(named.stdout).toBe('maiainstance.maia.cuemby.com/third\n'.repeat(3));
  });

  test('every type of the entry point at once', async () => {
    const program = await start('all -w --no-headers');
    await proxy.answered(({ verb, path: url }) => verb === 'watch' && url.includes('/maiatenants'));
    await tell('first', 'Updating');
    await program.until(/first +Updating/);
    await scene.kubectl(
      'create -f -',
      JSON.stringify({
        apiVersion: 'maia.cuemby.com/v1alpha1',
        kind: 'MaiaTenant',
        metadata: { name: 'acme' },
        spec: { instanceRef: { name: 'first' } },
      }),
    );
    await program.until(/maiatenant.maia.cuemby.com\/acme/);
    await scene.kubectl('delete maiatenant acme');
    program.signal('SIGHUP');
    expect(await program.done).toMatchObject({ code: 0, stderr: '' });
  });

  test('a cut watch, a version that is gone and a server that is away: nothing is lost and nothing comes twice', async () => {
    // Every watch is cut after its first line of news, and the next one is told that its version is gone.
    const away = [
      proxy.inject({ when: isWatch, fault: { do: 'cut-watch', after: 3 } }),
      proxy.inject({ when: isWatch, fault: { do: 'answer', code: 410, reason: 'Expired' } }),
      proxy.inject({ when: isWatch, fault: { do: 'reset' } }),
    ];
    const program = await start('maiainstances -w -o custom-columns=NAME:.metadata.name,PHASE:.status.phase');
    await make('fourth');
    await program.until(/fourth/);
    await tell('fourth', 'Running');
    await program.until(/fourth +Running/);
    await tell('fourth', 'Failed');
    await program.until(/fourth +Failed/);
    await scene.kubectl('delete maiainstance fourth');
    await program.until(/(fourth +Failed[^]*){2}/);
    program.signal('SIGINT');
    const { code, stdout, stderr } = await program.done;
    for (const restore of away) restore();
    expect(code).toBe(0);
    expect(stdout.replaceAll(/ +/g, ' ')).toMatch(
      /^NAME PHASE\nfirst [^\n]+\nfourth [^\n]+\nfourth Running\nfourth Failed\nfourth Failed\n$/,
    );
    expect(stderr).toMatch(/^(note: the watch of maiainstances was lost \([^\n]*\); trying again\n){0,2}$/);
    expect(proxy.count((request) => isWatch(request) && request.status === 410)).toBe(1);
  });

  test('--timeout ends it with 124, 0 looks once', async () => {
    const once = await runCli(['get', 'maiainstances', '-n', scene.namespace, '-w', '--timeout=0', '-o', 'name'], {
      kubeconfig: plane.kubeconfig,
    });
    expect(once).toMatchObject({ code: 124, stdout: 'maiainstance.maia.cuemby.com/first\n' });
    const later = await (await start('maiainstances --watch-only --timeout=1s')).done;
    expect(later).toMatchObject({ code: 124, stdout: '' });
    expect(later.stderr).toMatch(/^error: timed out after 1s\n/);
  });

  test('a name that there is not is not waited for', async () => {
    const result = await runCli(['get', 'maiainstance', 'nope', '-n', scene.namespace, '-w'], { kubeconfig: plane.kubeconfig });
    expect(result).toMatchObject({ code: 4, stdout: '' });
  });

  test('one object by name, and nothing of others', async () => {
    const program = await start('maiainstance first --watch-only -o jsonpath={.status.phase};');
    await make('fifth');
    await tell('first', 'Running');
    await program.until(/Running;/);
    await scene.kubectl('delete maiainstance fifth');
    await tell('first', 'Pending');
    await program.until(/Pending;/);
    program.signal('SIGINT');
    expect(await program.done).toMatchObject({ code: 0, stdout: 'Running;Pending;' });
  });

  test('who may list and not watch is told so', async () => {
    const user = `${scene.namespace}-lister`;
    await scene.kubectl(['create', 'role', user, '--verb=list', '--resource=maiainstances.maia.cuemby.com']);
    await scene.kubectl(['create', 'rolebinding', user, `--role=${user}`, `--user=${user}`]);
    await untilAllowed(scene.kubectl, `list maiainstances.maia.cuemby.com --as ${user}`);
    const result = await runCli(['get', 'maiainstances', '-n', scene.namespace, '-w', '-o', 'name', '--as', user], {
      kubeconfig: plane.kubeconfig,
    });
    expect(result).toMatchObject({ code: 5, stdout: 'maiainstance.maia.cuemby.com/first\n' });
    expect(result.stderr).toMatch(/^error: you \(\S+-lister\) may not watch maiainstances in namespace /);
  });

  test('a reader that leaves ends it with 0', async () => {
    const env = { ...process.env, KUBECONFIG: proxy.kubeconfig, PATH: `${nodeFolder()}:${process.env['PATH']}` };
    const program = path.join(PROJECT_ROOT, 'bin', 'kubectl-maia');
    const script = `"${program}" get maiainstances -n ${scene.namespace} -w | head -1; echo "\${PIPESTATUS[0]}"`;
    const piped = run('bash', ['-c', script], { env });
    await proxy.answered(isWatch);
    const ended = piped.then(() => true);
    let news = 0;
    // Lines that nobody reads any more, until one of them was written after the reader had gone.
    const tellMore = async (): Promise<boolean> => {
      news += 1;
      await tell('first', news % 2 === 0 ? 'Updating' : 'Failed');
      return await Promise.race([ended, Promise.resolve(false)]);
    };
    await expect.poll(tellMore).toBe(true);
    const { stdout, stderr } = await piped;
    expect(stdout).toMatch(/^TIME [^\n]+\n0\n$/);
    expect(stderr).toBe('');
  });
});
