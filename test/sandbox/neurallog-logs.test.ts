import { afterAll, beforeAll, expect, test } from 'vitest';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import { EXIT } from '../../src/output/exit-codes.ts';
import type { Program, ProgramContext } from '../../src/sandbox/programs/program.ts';
import type { CliResult } from '../support/run-cli.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';
import { runHere } from '../support/run-here.ts';
import { startSandboxPlane, type StartedSandbox } from '../support/start-sandbox-plane.ts';

let plane: StartedSandbox;
/** The servers at work, by pod. */
const servers = new Map<string, ProgramContext>();

/** Stand-ins that log one line when they start, as the real programs do. */
function talker(image: RegExp, line: string): Program {
  return {
    name: line,
    matches: (container) => image.test(container.image),
    start: (context) => {
      if (context.container.name === 'server') servers.set(context.pod.metadata.name, context);
      context.log(line);
      return {};
    },
  };
}

async function neurallog(line: string, onStdout?: (text: string) => void, signal?: AbortSignal): Promise<CliResult> {
  const more = { ...(onStdout && { onStdout }), ...(signal && { signal }) };
  return await runHere(line.split(' '), { executable: 'kubectl-neurallog', kubeconfig: plane.kubeconfig, ...more });
}

beforeAll(async () => {
  plane = await startSandboxPlane({
    programs: [talker(/neurallog\/server/, 'listening on 3030'), talker(/^redis:/, 'Ready to accept connections')],
  });
  for (const line of ['install', 'create tenant acme --server-replicas 2 -q', 'reconcile --timeout 100s']) {
    const { code, stderr } = await neurallog(line);
    if (code !== 0) throw new Error(`${line}: ${stderr}`);
  }
});

afterAll(async () => plane.close());

test('one pod as it is, several with their names; by component or by name of the workload', async () => {
  expect(await neurallog('tenant logs acme redis')).toEqual({ code: 0, stdout: 'Ready to accept connections\n', stderr: '' });
  const pods = [...servers.keys()].toSorted();
  const both = pods.map((pod) => `[pod/${pod}/server] listening on 3030\n`).join('');
  expect(await neurallog('logs tenant/acme server')).toEqual({ code: 0, stdout: both, stderr: '' });
  expect(await neurallog('logs acme neurallog-server --tail 1')).toMatchObject({ stdout: both });
  expect((await neurallog('logs tenant acme')).stdout).toBe(`[pod/redis-0/redis] Ready to accept connections\n${both}`);
  expect((await neurallog('logs acme redis --timestamps --since 1h')).stdout).toMatch(/^\d{4}-\S+Z Ready to accept connections\n$/);
  expect(await neurallog('logs acme redis --tail 0')).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('what there is not', async () => {
  expect(await neurallog('logs acme web')).toMatchObject({ code: 4, stderr: expect.stringContaining('it has redis, server') as string });
  expect(await neurallog('logs nobody')).toMatchObject({ code: 4 });
  expect(await neurallog('logs acme redis --container x')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('containers x') as string,
  });
  const previous = await neurallog('logs acme redis --previous');
  expect([previous.code, previous.stdout]).toEqual([0, '']);
  expect(previous.stderr).toMatch(/^No log of pod redis-0, container redis: previous terminated container/);
  for (const wrong of ['logs', 'logs acme --follow --previous', 'logs acme --since 0s', 'logs acme --tail -2'])
    expect(await neurallog(wrong), wrong).toMatchObject({ code: 2 });
  expect(await neurallog('logs acme --as nobody-at-all')).toMatchObject({ code: 5, stdout: '' });
});

test('followed logs come as they are written, from every pod, until a signal, which is their good end', async () => {
  const control = new AbortController();
  const [first, second] = [...servers.values()];
  let seen = 0;
  const { code, stdout, stderr } = await neurallog(
    'tenant logs acme server --follow --tail 0 --request-timeout 60s',
    (text) => {
      const lines = text.split('\n').length - 1;
      if (lines === seen) return;
      seen = lines;
      if (lines === 1) second?.log('two');
      if (lines === 2) control.abort(new Interruption('SIGINT', EXIT.interrupt));
    },
    whenFollowed(control.signal, () => first?.log('one')),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').map((line) => line.replace(/^\[pod\/.*\/server\] /, ''))).toEqual(['one', 'two', '']);
});

/** Gives the signal on; calls `then` once both logs are being followed. */
function whenFollowed(signal: AbortSignal, then: () => void): AbortSignal {
  const isFollowed = (): boolean =>
    plane.sandbox.journal.entries().filter(({ info }) => info.resource?.subresource === 'log' && info.query.get('follow') === 'true')
      .length >= 2;
  const look = (): void => {
    if (isFollowed()) then();
    else setImmediate(look);
  };
  look();
  return signal;
}

test("the guide's commands for monitoring", async () => {
  const { kubectl } = reconcilePlane(plane);
  expect(await kubectl('get tenants')).toMatch(/^NAME +STATUS +NAMESPACE +AGE\nacme +Running +tenant-acme +\S+\n$/);
  expect(await kubectl('describe tenant acme')).toMatch(/Phase: +Running/);
  const namespace = await kubectl('get tenant acme -o jsonpath={.status.namespace}');
  expect(namespace).toBe('tenant-acme');
  expect((await kubectl(`logs -n ${namespace} -l app=neurallog-server`)).match(/^listening on 3030$/gm)).toHaveLength(2);
  expect(await kubectl(`logs -n ${namespace} -l app=redis`)).toBe('Ready to accept connections\n');
  expect(await kubectl(`get networkpolicies -n ${namespace} -o name`)).toContain('default-deny-all');
  expect(await kubectl(`get svc/neurallog-server -n ${namespace} -o jsonpath={.spec.ports[0].port}`)).toBe('3030');
});
