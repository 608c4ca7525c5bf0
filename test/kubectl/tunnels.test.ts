import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { forwardedPort, kubectl, type KubectlRun, type RunningKubectl, startKubectl } from '../conformance/support/tunnels-kubectl.ts';
import { CLOSED_PORT, PORT, tunnelScene } from '../conformance/support/tunnels-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { forEachKubectl } from '../support/find-kubectl.ts';

const LOG = 'first\nsecond\nthird\n';

/** The two protocols between kubectl and the server: the one of today, and the one it falls back to. */
const PROTOCOLS: readonly (readonly [string, KubectlRun])[] = [
  ['WebSocket', {}],
  ['SPDY', { env: { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false', KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false' } }],
];

/** Commands that end by themselves: arguments, exit code, standard output and a part of what is said beside it. */
const COMMANDS: readonly (readonly [string, number, string, string])[] = [
  ['logs one', 0, LOG, ''],
  ['logs one --tail=1', 0, 'third\n', ''],
  ['logs one -c main --limit-bytes=5', 0, 'first', ''],
  ['logs svc/single --tail=2', 0, 'second\nthird\n', ''],
  ['logs -l app=one --prefix --tail=1', 0, '[pod/one/main] third\n', ''],
  ['logs nowhere', 0, '', ''],
  ['logs none', 1, '', 'rror from server (NotFound): pods "none" not found'],
  ['logs one -c nope', 1, '', 'container nope is not valid for pod one'],
  ['exec one -- echo hi', 0, 'hi\n', ''],
  ['exec one -c main -- echo hi', 0, 'hi\n', ''],
  ['exec none -- echo hi', 1, '', 'pods "none" not found'],
  ['exec nowhere -- echo hi', 1, '', 'pod nowhere does not have a host assigned'],
  ['exec one -c nope -- echo hi', 1, '', 'container nope is not valid for pod one'],
  ['port-forward nowhere 0:80', 1, '', 'unable to forward port because pod is not running. Current status=Pending'],
  ['port-forward none 0:80', 1, '', 'pods "none" not found'],
];

forEachKubectl((program) => {
  describeCluster(
    `ways into pods by ${path.dirname(program)}/kubectl`,
    (plane) => {
      const scene = tunnelScene(plane, 'kubectl');
      const words = (line: string): readonly string[] => ['-n', scene.namespace, ...line.split(' ')];
      const start = (line: string, run?: KubectlRun): RunningKubectl => {
        const running = startKubectl(program, plane.kubeconfig, words(line), run);
        onTestFinished(async () => {
          running.kill();
          await running.ended;
        });
        return running;
      };

      test.for(COMMANDS)('%s', async ([line, code, stdout, beside]) => {
        const ended = await kubectl(program, plane.kubeconfig, words(line));
        expect([ended.code, ended.stdout]).toEqual([code, stdout]);
        expect(ended.stderr).toContain(beside);
      });

      test('logs -f', async () => {
        const running = start('logs -f one');
        await expect.poll(running.stdout).toBe(LOG);
      });

      test.for(PROTOCOLS)('exec by %s: errors and a lot of input', async ([, run]) => {
        const line = 'exec -i one -- sh -c';
        const input = 'some words\n'.repeat(10_000);
        const args = [...words(line), 'echo err >&2; head -n 10000'];
        const ended = await kubectl(program, plane.kubeconfig, args, { ...run, input });
        expect([ended.code, ended.stdout.length, ended.stdout === input]).toEqual([0, input.length, true]);
        expect(ended.stderr).toContain('err\n');
      });

      test.for(PROTOCOLS)('port-forward of a pod by %s, several connections', async ([, run]) => {
        const port = await forwardedPort(start(`port-forward pod/one :${String(PORT)}`, run));
        const ask = async (number: number): Promise<string> => (await fetch(`http://127.0.0.1:${String(port)}/n${String(number)}`)).text();
        const answers = await Promise.all([1, 2, 3, 4, 5].map(ask));
        expect(answers.map((answer) => (JSON.parse(answer) as { readonly url: string }).url)).toEqual(['/n1', '/n2', '/n3', '/n4', '/n5']);
      });

      test('port-forward of a Service', async () => {
        const port = await forwardedPort(start('port-forward svc/web :http'));
        expect((await fetch(`http://127.0.0.1:${String(port)}/x`)).status).toBe(200);
      });

      test.for(PROTOCOLS)('port-forward to a port on which nobody listens, by %s', async ([, run]) => {
        const running = start(`port-forward pod/one :${String(CLOSED_PORT)}`, run);
        const port = await forwardedPort(running);
        await expect(fetch(`http://127.0.0.1:${String(port)}/`)).rejects.toThrow('fetch failed');
        expect((await running.ended).stderr).toMatch(
          new RegExp(`error forwarding port ${String(CLOSED_PORT)} to pod one.*lost connection to pod`, 's'),
        );
      });

      test('get --raw through the proxy of a Service', async () => {
        const ended = await kubectl(program, plane.kubeconfig, ['get', '--raw', scene.path('/services/single/proxy/a/b?x=1')]);
        expect([ended.code, (JSON.parse(ended.stdout) as { readonly url: string }).url]).toEqual([0, '/a/b?x=1']);
      });

      test('get --raw through the proxy of a Service without pods', async () => {
        const ended = await kubectl(program, plane.kubeconfig, ['get', '--raw', scene.path('/services/nobody/proxy/')]);
        expect([ended.code, ended.stderr]).toEqual([
          1,
          'Error from server (ServiceUnavailable): no endpoints available for service "nobody"\n',
        ]);
      });
    },
    { needs: 'controllers' },
  );
});
