import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { instanceYaml, reconcilePlane } from '../support/reconcile-plane.ts';
import { untilAllowed } from '../support/until-allowed.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

interface EventJson {
  readonly involvedObject: { readonly kind: string };
  readonly type: string;
}

describeCluster(
  'events',
  (plane) => {
    const { kubectl, maia, namespace, start } = reconcilePlane(plane);
    const ns = `events-${Math.random().toString(36).slice(2, 8)}`;
    const kinds = async (args: string): Promise<readonly string[]> => {
      const list = JSON.parse((await maia(`events -n ${ns} ${args} -o json`)).stdout) as {
        readonly kind: string;
        readonly items: readonly EventJson[];
      };
      expect(list.kind).toBe('List');
      return [...new Set(list.items.map(({ involvedObject, type }) => `${type} ${involvedObject.kind}`))].toSorted();
    };

    beforeAll(async () => {
      const installed = await maia('install');
      if (installed.code !== 0) throw new Error(installed.stderr);
      await namespace(ns, { name: 'maia', spec: 'replicas: 1' });
      await kubectl(`apply -n ${ns} -f -`, instanceYaml('ill', 'storage: {size: 1Gi, storageClassName: nope}'));
      await maia(`reconcile maiainstance/maia -n ${ns} --timeout 100s`);
      await maia(`reconcile maiainstance/ill -n ${ns} --once`);
    }, 240_000);

    test('of the objects of this program only, unless it is asked for all that belongs to them', async () => {
      expect(await kinds('')).toEqual(['Normal MaiaInstance']);
      await expect
        .poll(() => kinds('--recursive'))
        .toEqual(expect.arrayContaining(['Normal MaiaInstance', 'Normal Deployment', 'Normal Pod', 'Warning PersistentVolumeClaim']));
      const warnings = await kinds('--for maiainstance/maia --recursive --types Warning');
      expect(warnings.filter((told) => !told.startsWith('Warning ') || told.endsWith('Claim'))).toEqual([]);
      expect(await kinds('--for maiainstance/ill -R --types warning')).toEqual(expect.arrayContaining(['Warning PersistentVolumeClaim']));
      expect(await kinds('maiainstance maia')).toEqual(['Normal MaiaInstance']);
    });

    test('a table sorted by time, and sentences where there is nothing', async () => {
      const { stdout } = await maia(`events -n ${ns} --for maiainstance/maia`);
      expect(stdout).toMatch(/^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\d+\S* .*maiainstance\/maia +/);
      expect((await maia(`events -n ${ns} --no-headers`)).stdout).not.toContain('LAST SEEN');
      expect((await maia(`events -A --for maiainstances`)).stdout).toMatch(/^NAMESPACE +LAST SEEN/);
      expect(await maia(`events -n ${ns} --for maiatenants`)).toMatchObject({
        code: 0,
        stdout: '',
        stderr: `No events found in ${ns} namespace.\n`,
      });
      expect(await maia(`events -n ${ns} --since 0s`)).toMatchObject({ code: 0, stdout: '' });
    });

    test('wrong words end with 2, a missing object with 4, no rights with 5', async () => {
      expect((await maia(`events -n ${ns} --types Bad`)).stderr).toBe(
        'error: "Bad" is no type of event\nfix: use one or both of: Normal,Warning\n',
      );
      expect((await maia(`events -n ${ns} --since yesterday`)).code).toBe(2);
      expect((await maia(`events -n ${ns} --for maiainstance/nope`)).code).toBe(4);
      const nobody = await maia(`events -n ${ns}`, plane.kubeconfigs.nobody);
      expect([nobody.code, nobody.stderr.split('\n')[0]]).toEqual([5, `error: you (nobody) may not list events in namespace ${ns}`]);
    });

    test('rights in one namespace show its events; what belongs to no namespace, and the other namespaces, are told as left out', async () => {
      const user = `${ns}-reader`;
      await kubectl(`create role ${user} -n ${ns} --verb=list,watch --resource=events`);
      await kubectl(`create rolebinding ${user} -n ${ns} --role=${user} --user=${user}`);
      const here = (args: string): Promise<CliResult> => runHere([...args.split(' '), '--as', user], { kubeconfig: plane.kubeconfig });
      await runHere(['install'], { kubeconfig: plane.kubeconfig });
      await untilAllowed(kubectl, `list events -n ${ns} --as ${user}`);
      const own = await here(`events -n ${ns} -o json`);
      expect(own).toMatchObject({ code: 10, stderr: 'warning: you may not read everything; left out: events in namespace default\n' });
      expect((JSON.parse(own.stdout) as { readonly items: readonly unknown[] }).items.length).toBeGreaterThan(0);
      const watched = await withEnoughTime(
        async (time) => here(`events -n ${ns} -w --timeout ${time}`),
        ({ stdout }) => stdout.includes(' Normal '),
      );
      expect(watched).toMatchObject({
        code: 124,
        stdout: expect.stringContaining(' Normal ') as string,
        stderr: expect.stringContaining('left out: events in namespace default\n') as string,
      });
      expect(await here('events -A')).toMatchObject({ code: 5, stdout: '' });
      const named = await here(`maia events -n ${ns} -o json`);
      expect(named).toMatchObject({ code: 0, stderr: '' });
    });

    test('-w tells the past, then what comes, pods made later included; a signal ends it with 0', async () => {
      const watching = start(`events -n ${ns} --for maiainstance/maia -R -w`);
      await watching.until(/Normal DeploymentReady maiainstance\/maia: /);
      const before = await kubectl(`get pods -n ${ns} -l app.kubernetes.io/instance=maia -o jsonpath={.items[0].metadata.name}`);
      await kubectl(`delete pod ${before} -n ${ns}`);
      await watching.until(new RegExp(`Scheduled pod/maia-(?!${before.slice(5)})\\S+: `));
      watching.signal('SIGINT');
      const { code, stdout, stderr } = await watching.done;
      expect([code, stderr]).toEqual([0, '']);
      expect(
        stdout
          .trimEnd()
          .split('\n')
          .filter((line) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (Normal|Warning) /.test(line)),
      ).toEqual([]);
      expect(stdout).not.toMatch(/\/ill\b/);
    });

    test('--timeout ends -w with 124', async () => {
      const { code, stdout } = await withEnoughTime(
        async (time) => maia(`events -n ${ns} -w --timeout ${time} -o json`),
        (result) => result.stdout !== '',
      );
      expect(code).toBe(124);
      expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ kind: 'Event' });
    });
  },
  { needs: 'controllers' },
);
